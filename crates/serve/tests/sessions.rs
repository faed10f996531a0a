//! Sessions: how many there are, who looks on, and that nobody keeps a server busy, or its user out, from afar.

mod common;

use common::{TOKEN, get, post, server};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

const COUPLE: &str = include_str!("../scenes/couple.toml");

/// One test at a time: sessions are counted for the whole server.
static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn one_at_a_time() -> std::sync::MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The JSON body of an answer.
fn body(answer: &str) -> serde_json::Value {
    let text = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {answer}"))
}

fn scene(wanted: &serde_json::Value) -> String {
    let (status, answer) = post("/api/scenes", &wanted.to_string());
    assert_eq!(status, 200, "{answer}");
    body(&answer)["id"].as_str().unwrap_or_default().to_string()
}

/// Somebody who looks at a scene.
struct Wire(TcpStream);

impl Wire {
    fn open(scene: &str, how: &str) -> Wire {
        let mut stream = TcpStream::connect(server()).unwrap_or_else(|e| panic!("{e}"));
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap_or_else(|e| panic!("{e}"));
        let head = format!(
            "GET /api/scenes/{scene}/live{how} HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             authorization: Bearer {TOKEN}\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            server()
        );
        stream.write_all(head.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap_or_else(|e| panic!("{e}"));
            answer.extend(byte);
        }
        assert!(answer.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&answer));
        Wire(stream)
    }

    /// A short text, masked with zeros.
    fn tell(&mut self, text: &str) {
        let mut frame = vec![0x81, 0x80 | u8::try_from(text.len()).unwrap_or(0), 0, 0, 0, 0];
        frame.extend(text.as_bytes());
        self.0.write_all(&frame).unwrap_or_else(|e| panic!("{e}"));
    }

    /// The next message: whether it is text, and its bytes.
    fn hear(&mut self) -> (bool, Vec<u8>) {
        let mut take = |n: usize| {
            let mut bytes = vec![0; n];
            self.0.read_exact(&mut bytes).unwrap_or_else(|e| panic!("{e}"));
            bytes
        };
        let head = take(2);
        let length = match head[1] {
            126 => take(2).iter().fold(0, |n, b| n << 8 | usize::from(*b)),
            127 => take(8).iter().fold(0, |n, b| n << 8 | usize::from(*b)),
            n => usize::from(n),
        };
        (head[0] & 0x0f == 1, take(length))
    }

    /// The newest moment once it is as wanted.
    fn moment(&mut self, wanted: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            let (text, bytes) = self.hear();
            if text || bytes.len() < 4 {
                continue;
            }
            let length = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
            let moment: serde_json::Value =
                serde_json::from_slice(&bytes[4..4 + length]).unwrap_or_else(|e| panic!("{e}"));
            if wanted(&moment) {
                return moment;
            }
        }
        panic!("no such moment within a minute")
    }
}

fn time(moment: &serde_json::Value) -> f64 {
    moment["t"].as_f64().unwrap_or(f64::NAN)
}

/// A scene that takes long to live through.
fn crowd() -> String {
    let names: Vec<String> = (0..12).map(|i| format!("p{i}")).collect();
    let cast: String =
        names.iter().map(|n| format!("[cast.{n}]\nspecies = \"human\"\nsex = \"F\"\n")).collect();
    format!(
        "key = \"crowd\"\ntitle = \"t\"\nrole = \"scenario\"\nsummary = \"s\"\n{cast}[[phase]]\nname = \"p\"\n\
         kind = \"encounter\"\nmembers = {names:?}\nduration = \"3000 d\"\n[[group]]\nkey = \"g\"\nn = 1\n"
    )
}

#[test]
fn issue_rel_06_half_open_connections_keep_nobody_out_and_are_closed() {
    let held: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = TcpStream::connect(server()).unwrap_or_else(|e| panic!("{e}"));
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: x");
            stream
        })
        .collect();
    let begun = Instant::now();
    assert_eq!(get("/api/hello").0, 200);
    assert!(begun.elapsed() < Duration::from_secs(8), "answered after {:?}", begun.elapsed());
    for mut stream in held {
        stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap_or_else(|e| panic!("{e}"));
        let mut rest = Vec::new();
        let end = stream.read_to_end(&mut rest);
        let waits = end.as_ref().is_err_and(|e| {
            matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
        });
        assert!(!waits, "a half-open connection is still held");
    }
    assert_eq!(get("/api/hello").0, 200);
}

#[test]
fn issue_rel_08_a_scene_at_which_nobody_looks_stops_on_its_way() {
    let _alone = one_at_a_time();
    let asked = Instant::now();
    let text = crowd();
    let sent = scene(&serde_json::json!({ "text": text, "at": 1e12 }));
    assert!(asked.elapsed() < Duration::from_secs(30), "made after {:?}", asked.elapsed());
    let left = scene(&serde_json::json!({ "text": text }));
    let mut wire = Wire::open(&left, "");
    wire.tell("{\"do\":\"seek\",\"t\":1e12}");
    wire.moment(|m| time(m) > 0.0);
    drop(wire);
    sleep(Duration::from_secs(9));
    for id in [sent, left] {
        let mut wire = Wire::open(&id, "");
        let first = wire.moment(|_| true);
        assert_eq!(
            (first["seeking"].as_bool(), first["playing"].as_bool()),
            (Some(false), Some(false)),
            "{first}"
        );
        assert!(time(&first) > 0.0 && time(&first) < 2900.0 * 86400.0, "{first}");
        // it moves on from there, tick by tick
        wire.tell("{\"do\":\"step\"}");
        assert!(time(&wire.moment(|m| time(m) > time(&first))) < time(&first) + 3600.0);
    }
}

#[test]
fn issue_17th_viewer_looks_on_at_a_session_and_is_told_so() {
    let _alone = one_at_a_time();
    let wanted = serde_json::json!({ "text": COUPLE });
    let wires: Vec<Wire> = (0..16).map(|_| Wire::open(&scene(&wanted), "")).collect();
    let (status, answer) = post("/api/scenes", &wanted.to_string());
    assert_eq!(status, 503, "{answer}");
    let told = body(&answer);
    assert!(
        told["error"].as_str().is_some_and(|e| e.starts_with("This server has 16 open sessions")),
        "{told}"
    );
    assert_eq!(told["open"]["title"], "A couple at home");
    let mut guest = Wire::open(told["open"]["id"].as_str().unwrap_or_default(), "?only=true");
    let seen = guest.moment(|_| true);
    guest.tell("{\"do\":\"play\"}");
    let (text, refusal) = guest.hear();
    assert!(text && String::from_utf8_lossy(&refusal).contains("somebody else's"), "{seen}");
    // one leaves, and there is room
    drop(guest);
    drop(wires);
    sleep(Duration::from_secs(1));
    scene(&wanted);
}
