//! The door: connections are taken in, and who shows no token makes room for others.
//!
//! Whoever is slow to say what it wants is closed after a while. Of connections from which no request with the token has come yet only so many are held;
//! one more closes the oldest of them, so that nobody without the token can keep its user out by holding connections.

use axum::{Extension, Router};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// Time in which the head of a request has to come.
const HEAD: Duration = Duration::from_secs(10);
/// Connections at most from which no token has come yet.
const STRANGERS_MAX: usize = 64;
/// Pause after a connection that the system could not give, for want of files as a rule.
const PAUSE: Duration = Duration::from_millis(50);

/// Connections from which no token has come yet, oldest first.
#[derive(Clone, Default)]
struct Strangers(Arc<Mutex<VecDeque<(u64, AbortHandle)>>>);

impl Strangers {
    fn with<T>(&self, work: impl FnOnce(&mut VecDeque<(u64, AbortHandle)>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn close_oldest(&self) {
        if let Some((_, task)) = self.with(VecDeque::pop_front) {
            task.abort();
        }
    }
}

/// The connection by which a request came.
#[derive(Clone)]
pub struct Visit {
    number: u64,
    strangers: Strangers,
}

impl Visit {
    /// From now on it is not closed to make room.
    pub fn welcome(&self) {
        self.strangers.with(|all| all.retain(|(number, _)| *number != self.number));
    }
}

/// Serves whoever comes, for ever.
pub async fn serve(listener: TcpListener, router: Router) {
    let strangers = Strangers::default();
    let mut number = 0;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                number += 1;
                let visit = Visit { number, strangers: strangers.clone() };
                let router = router.clone().layer(Extension(visit.clone()));
                // held while the task is begun, so that it cannot be over before it is known
                strangers.with(|all| {
                    all.push_back((number, tokio::spawn(talk(stream, router, visit)).abort_handle()))
                });
                if strangers.with(|all| all.len() > STRANGERS_MAX) {
                    strangers.close_oldest();
                }
            }
            Err(_) => {
                strangers.close_oldest();
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn talk(stream: TcpStream, router: Router, visit: Visit) {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let service = TowerToHyperService::new(router);
    // how a connection ends is its client's affair
    let _ = http.serve_connection(TokioIo::new(stream), service).with_upgrades().await;
    visit.welcome();
}
