//! The pages of the explorer, inside the binary and compressed once.

use crate::App;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::{Compression, write::GzEncoder};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use syntony_store::atomic;

static BUILT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/dist");

/// Pages by path.
#[derive(Debug)]
pub struct Pages {
    zipped: BTreeMap<String, Vec<u8>>,
    folder: Option<PathBuf>,
}

impl Pages {
    /// Those inside the binary, or, for who works on them, those in a folder.
    pub fn new(folder: Option<PathBuf>) -> Pages {
        let mut zipped = BTreeMap::new();
        for (path, bytes) in files(&BUILT) {
            let mut zip = GzEncoder::new(Vec::new(), Compression::best());
            if zip.write_all(bytes).is_ok()
                && let Ok(bytes) = zip.finish()
            {
                zipped.insert(path, bytes);
            }
        }
        Pages { zipped, folder }
    }

    /// Bytes of all pages as they travel.
    pub fn size(&self) -> usize {
        self.zipped.values().map(Vec::len).sum()
    }
}

fn files<'a>(dir: &Dir<'a>) -> Vec<(String, &'a [u8])> {
    let own = dir.files().filter_map(|f| Some((f.path().to_str()?.replace('\\', "/"), f.contents())));
    own.chain(dir.dirs().flat_map(files)).collect()
}

/// What a file is, by its name.
fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}

/// A page or what belongs to it. Names have no `..`, so none leads out of the folder.
pub async fn page(State(app): State<Arc<App>>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, "pages are only read").into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c)) && !path.contains("..");
    let pages = &app.pages;
    let found = match &pages.folder {
        Some(folder) if plain => atomic::read(&folder.join(path)).ok().map(|bytes| (bytes, false)),
        _ => pages.zipped.get(path).filter(|_| plain).map(|bytes| (bytes.clone(), true)),
    };
    let Some((bytes, zipped)) = found else {
        return (StatusCode::NOT_FOUND, "no such page").into_response();
    };
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(path)));
    if zipped {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    // names of built files change with their content
    let keep = if path.starts_with("assets/") { "max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}
