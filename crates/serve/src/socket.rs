//! The wire between a scene and who looks: frames out, orders in.

use crate::App;
use crate::scene::{Handle, Message as Told, Order};
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Bytes of an order at most.
const ORDER_MAX: usize = 16 * 1024;
/// Orders that may come at once, and per second in the long run.
const ORDERS: f64 = 60.0;
/// Who looks at one scene, at most.
const VIEWERS_MAX: usize = 256;
/// What is told to who gives an order without being asked to.
const LOOKS_ON: &str = "this session is somebody else's, and you look on at it";
/// Who takes nothing for so long is gone.
const SILENT: Duration = Duration::from_secs(20);

/// How somebody looks.
#[derive(Debug, Deserialize)]
pub struct How {
    /// Looks on at a session of somebody else's and gives no orders.
    #[serde(default)]
    only: bool,
}

/// Opens the wire.
pub async fn open(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(how): Query<How>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Some(handle) = app.scenes.find(&id) else {
        return (StatusCode::NOT_FOUND, "no such scene").into_response();
    };
    if handle.viewers.load(Ordering::Relaxed) >= VIEWERS_MAX {
        return (StatusCode::TOO_MANY_REQUESTS, "too many look at this scene").into_response();
    }
    let upgrade = upgrade.max_message_size(ORDER_MAX).max_frame_size(ORDER_MAX);
    upgrade.on_upgrade(move |socket| talk(socket, handle, how.only))
}

/// Counts who looks, also when a talk ends unforeseen.
struct Present(Arc<AtomicUsize>);

impl Present {
    fn new(viewers: &Arc<AtomicUsize>) -> Present {
        viewers.fetch_add(1, Ordering::Relaxed);
        Present(viewers.clone())
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn talk(socket: WebSocket, handle: Handle, only: bool) {
    let _present = Present::new(&handle.viewers);
    let (mut out, mut come) = socket.split();
    let mut frames = handle.frames.clone();
    frames.mark_changed();
    let (mut allowance, mut last) = (ORDERS, Instant::now());
    loop {
        tokio::select! {
            changed = frames.changed() => {
                if changed.is_err() {
                    break;
                }
                let frame = frames.borrow_and_update().clone();
                match tokio::time::timeout(SILENT, out.send(Message::Binary(frame))).await {
                    Ok(Ok(())) => {}
                    _ => return,
                }
            }
            message = come.next() => {
                let Some(Ok(message)) = message else { return };
                let text = match message {
                    Message::Text(text) => text,
                    Message::Close(_) => return,
                    _ => continue,
                };
                allowance = (allowance + last.elapsed().as_secs_f64() * ORDERS).min(ORDERS) - 1.0;
                last = Instant::now();
                if allowance < 0.0 {
                    // who floods is heard again when it is quieter
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
                let answer = if only { Some(refused(LOOKS_ON)) } else { obey(&handle, &text).await };
                if let Some(answer) = answer
                    && out.send(Message::Text(answer.into())).await.is_err()
                {
                    return;
                }
            }
        }
    }
    let _ = out.send(Message::Close(None)).await;
}

fn refused(why: &str) -> String {
    json!({ "kind": "refused", "error": why }).to_string()
}

/// Hands an order on; what is wrong with it, as JSON.
async fn obey(handle: &Handle, text: &str) -> Option<String> {
    let order: Order = match serde_json::from_str(text) {
        Ok(order) => order,
        Err(e) => return Some(refused(&e.to_string())),
    };
    let (answer, answered) = oneshot::channel();
    handle.tell(Told::Order(order, Some(answer)));
    match answered.await {
        Ok(Err(problems)) => Some(json!({ "kind": "refused", "problems": problems.0 }).to_string()),
        _ => None,
    }
}
