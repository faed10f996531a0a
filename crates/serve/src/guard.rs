//! Who may come in: the user of this machine with the token of this start, and no page of another site.
//!
//! Every request needs the token, as a cookie that the first address sets, or as `Authorization: Bearer`. `Host` must be a name of this server (against
//! DNS rebinding); `Origin`, where there is one, must be this very server, and `Sec-Fetch-Site` may not be another site. Pages get a policy
//! that lets them load nothing from anywhere else.

use crate::door::Visit;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;

/// Loads from here alone; no inline script, no frame, no form elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What is compared with a request.
#[derive(Debug, Clone)]
pub struct Guard {
    token: String,
    cookie: String,
    hosts: Vec<String>,
}

/// A token that nobody guesses: 32 hexadecimal digits from the operating system.
pub fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

/// Compares without telling by its time how much is right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

impl Guard {
    /// For a server that listens on an address; `hosts` are further names for it.
    pub fn new(token: String, address: SocketAddr, hosts: &[String]) -> Guard {
        let port = address.port();
        let mut all = vec![format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")];
        if !address.ip().is_loopback() && !address.ip().is_unspecified() {
            all.push(address.to_string());
        }
        all.extend(hosts.iter().map(|h| if h.contains(':') { h.clone() } else { format!("{h}:{port}") }));
        // cookies do not know ports: two servers on one machine must not overwrite each other's
        Guard { token, cookie: format!("syntony_{port}"), hosts: all }
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
        let bearer = text(header::AUTHORIZATION).and_then(|v| v.strip_prefix("Bearer "));
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
        let mut given = cookies.flat_map(|c| c.split(';')).filter_map(|c| c.trim().split_once('='));
        bearer.is_some_and(|b| same(b, &self.token))
            || given.any(|(name, value)| name == self.cookie && same(value, &self.token))
    }

    /// Why a request is not answered.
    fn refusal(&self, headers: &HeaderMap, method: &Method) -> Option<&'static str> {
        let text = |name: header::HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
        let host = text(header::HOST).unwrap_or_default();
        if !self.hosts.iter().any(|h| h.eq_ignore_ascii_case(host)) {
            return Some("this server is called otherwise");
        }
        let own = format!("http://{host}");
        if text(header::ORIGIN).is_some_and(|origin| !origin.eq_ignore_ascii_case(&own)) {
            return Some("a page of another site asks");
        }
        let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
        let opens = *method == Method::GET
            && headers.get("sec-fetch-mode").and_then(|v| v.to_str().ok()) == Some("navigate");
        (matches!(site, Some("cross-site" | "same-site")) && !opens).then_some("a page of another site asks")
    }
}

/// Lets a request through or not, and tells the browser what the page may do.
pub async fn check(
    State(guard): State<Arc<Guard>>,
    Extension(visit): Extension<Visit>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let mut response = if let Some(why) = guard.refusal(headers, request.method()) {
        (StatusCode::FORBIDDEN, why).into_response()
    } else if let Some(response) = guard.greeting(&request) {
        response
    } else if guard.knows(headers) {
        visit.welcome();
        next.run(request).await
    } else {
        let how = "Open the address that `syntony serve` printed: it holds the token of this start.\n";
        (StatusCode::UNAUTHORIZED, how).into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

impl Guard {
    /// The address with the token sets the cookie and leads to the address without it.
    fn greeting(&self, request: &Request) -> Option<Response> {
        let asked = request.uri().query()?.split('&').find_map(|p| p.strip_prefix("token="))?;
        if request.uri().path() != "/" || !same(asked, &self.token) {
            return None;
        }
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie, self.token);
        let response = Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, "/");
        response.header(header::SET_COOKIE, cookie).body(Body::empty()).ok()
    }
}
