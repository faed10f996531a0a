//! A server for the tests of a file, and requests to it.

#![allow(dead_code)] // no file needs all of it

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::time::Duration;
use syntony_serve::{Config, serve};
use syntony_store::{Opening, RunFolder};

pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// One server for all tests, with a folder that holds broken runs and a secret beside it.
pub fn server() -> SocketAddr {
    begun().0
}

/// The folder of its runs.
pub fn folder() -> &'static Path {
    &begun().1
}

fn begun() -> &'static (SocketAddr, PathBuf) {
    static BEGUN: OnceLock<(SocketAddr, PathBuf)> = OnceLock::new();
    BEGUN.get_or_init(|| {
        let place = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}")).keep();
        let runs = place.join("runs");
        std::fs::create_dir_all(&runs).unwrap_or_else(|e| panic!("{e}"));
        for name in ["broken", "other"] {
            let folder = RunFolder::create(&runs.join(name), Opening::New).unwrap_or_else(|e| panic!("{e}"));
            folder.write_text("run.json", "{ not json").unwrap_or_else(|e| panic!("{e}"));
        }
        std::fs::write(place.join("secret.txt"), "secret").unwrap_or_else(|e| panic!("{e}"));
        let config = Config { folder: Some(runs.clone()), token: Some(TOKEN.into()), ..Config::default() };
        let (tell, told) = channel();
        std::thread::spawn(move || {
            let _ = serve(config, |url| {
                let _ = tell.send(url.to_string());
            });
        });
        let url = told.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|e| panic!("{e}"));
        let host = url.trim_start_matches("http://").split('/').next().unwrap_or_default().to_string();
        (host.parse().unwrap_or_else(|e| panic!("{host}: {e}")), runs)
    })
}

/// Sends bytes; status and the whole answer.
pub fn send(bytes: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(server()).unwrap_or_else(|e| panic!("{e}"));
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap_or_else(|e| panic!("{e}"));
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    (status, text)
}

pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let mut text = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(n, _)| *n == "host") {
        text += &format!("host: {}\r\n", server());
    }
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    send(format!("{text}content-length: {}\r\n\r\n{body}", body.len()).as_bytes())
}

pub fn with_token<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![("authorization", "Bearer 0123456789abcdef0123456789abcdef")];
    all.extend_from_slice(more);
    all
}

pub fn get(path: &str) -> (u16, String) {
    request("GET", path, &with_token(&[]), "")
}

pub fn post(path: &str, body: &str) -> (u16, String) {
    request("POST", path, &with_token(&[("content-type", "application/json")]), body)
}
