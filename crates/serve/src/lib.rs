//! The explorer: scenes that play in the browser, runs that are read there, protocols that are written there.
//!
//! One binary holds server and pages; nothing is fetched from elsewhere. A scene is a [`syntony_study::live::Live`] in a thread of its own; whoever
//! looks gets the newest frame, and who is slow skips some. Nobody but the user of this machine is let in, see `guard.rs`.

mod door;
mod frame;
mod guard;
mod knowledge;
mod pages;
mod runs;
mod scene;
mod scenes;
mod socket;
mod stories;
mod texts;
mod ties;
mod tours;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use syntony_language::Problems;
use syntony_model::Library;

pub use guard::Guard;
pub use pages::Pages;
pub use tours::{Again, Sight, Step, Strip, Tour, TourLine, tours};

/// Bytes of a request at most: a protocol is text that somebody wrote.
const BODY_MAX: usize = 512 * 1024;

/// What to serve, and to whom.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address to listen on; loopback unless asked otherwise.
    pub address: IpAddr,
    /// Port; 0 takes a free one.
    pub port: u16,
    /// Names by which this machine may be called besides loopback's, `NAME` or `NAME:PORT`.
    pub hosts: Vec<String>,
    /// A run, or a folder of runs.
    pub folder: Option<PathBuf>,
    /// Pages from a folder instead of those inside.
    pub pages: Option<PathBuf>,
    /// Token instead of a random one, for tests.
    pub token: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Config { address, port: 0, hosts: Vec::new(), folder: None, pages: None, token: None }
    }
}

/// What can go wrong before anybody is served.
#[derive(Debug)]
pub enum ServeError {
    /// The atlas does not read.
    Atlas(Problems),
    /// The address cannot be listened on.
    Bind {
        /// Address.
        address: SocketAddr,
        /// Why.
        why: std::io::Error,
    },
    /// No random numbers, no threads.
    System(String),
}

impl std::fmt::Display for ServeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ServeError::Atlas(problems) => write!(f, "{problems}"),
            ServeError::Bind { address, why } => write!(f, "cannot listen on {address}: {why}"),
            ServeError::System(why) => write!(f, "{why}"),
        }
    }
}

impl std::error::Error for ServeError {}

/// What every request can reach.
pub(crate) struct App {
    pub library: Arc<Library>,
    pub knowledge: knowledge::FixedAnswers,
    pub scenes: scenes::Scenes,
    pub runs: runs::Runs,
    pub pages: Pages,
}

/// Serves until the process ends; `ready` gets the address to open, token included.
///
/// # Errors
/// An atlas that does not read, an address that cannot be listened on, a system without threads or random numbers.
pub fn serve(config: Config, ready: impl FnOnce(&str)) -> Result<(), ServeError> {
    let system = |e: &dyn std::fmt::Display| ServeError::System(e.to_string());
    let library = Arc::new(Library::embedded().map_err(ServeError::Atlas)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|e| system(&e))?;
    runtime.block_on(async {
        let address = SocketAddr::new(config.address, config.port);
        let bind = |why| ServeError::Bind { address, why };
        let listener = tokio::net::TcpListener::bind(address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let token = match &config.token {
            Some(token) => token.clone(),
            None => guard::random().map_err(|e| system(&e))?,
        };
        let guard = Arc::new(Guard::new(token.clone(), address, &config.hosts));
        let app = Arc::new(App {
            knowledge: knowledge::FixedAnswers::new(&library),
            scenes: scenes::Scenes::new(library.clone()),
            runs: runs::Runs::new(config.folder.clone()),
            pages: Pages::new(config.pages.clone()),
            library,
        });
        let name = if address.ip().is_unspecified() { "127.0.0.1".into() } else { host(address.ip()) };
        ready(&format!("http://{name}:{}/?token={token}", address.port()));
        door::serve(listener, router(app, guard)).await;
        Ok(())
    })
}

fn host(ip: IpAddr) -> String {
    if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() }
}

fn router(app: Arc<App>, guard: Arc<Guard>) -> Router {
    let api = Router::new()
        .route("/hello", get(knowledge::hello))
        .route("/schema", get(knowledge::schema))
        .route("/check", post(knowledge::check))
        .route("/protocols/{key}", get(knowledge::protocol))
        .route("/atlas/{lineage}", get(knowledge::atlas))
        .route("/provenance", get(knowledge::provenance))
        .route("/stories", get(stories::all))
        .route("/evidence", get(stories::evidence))
        .route("/scores", get(stories::scores))
        .route("/scenes", post(scenes::create))
        .route("/scenes/{id}", get(scenes::describe))
        .route("/scenes/{id}/course", get(scenes::course))
        .route("/scenes/{id}/fork", post(scenes::fork))
        .route("/scenes/{id}/live", get(socket::open))
        .route("/runs", get(runs::list))
        .route("/runs/{name}", get(runs::open))
        .route("/runs/{name}/series", get(runs::series))
        .route("/runs/{name}/animals", get(runs::animals))
        .route("/runs/{name}/events", get(runs::events))
        .route("/runs/{name}/ties", get(ties::people))
        .route("/runs/{name}/ties/values", get(ties::values))
        .fallback(knowledge::nothing_here);
    Router::new()
        .nest("/api", api)
        .fallback(pages::page)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(axum::middleware::from_fn_with_state(guard, guard::check))
        .with_state(app)
}
