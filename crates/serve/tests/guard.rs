//! Who is let in and who is not, what is bounded, and that nothing that is sent makes the server fall.

mod common;

use common::{TOKEN, get, post, request, send, server, with_token};

#[test]
fn keeps_out_who_has_no_token() {
    for path in ["/", "/api/hello", "/api/runs", "/index.html", "/?token=wrong"] {
        assert_eq!(request("GET", path, &[], "").0, 401, "{path}");
    }
    assert_eq!(request("GET", "/api/hello", &[("authorization", "Bearer x")], "").0, 401);
    assert_eq!(get("/api/hello").0, 200);
}

#[test]
fn keeps_the_token_in_a_cookie_that_no_script_reads() {
    let (status, answer) = request("GET", &format!("/?token={TOKEN}"), &[], "");
    assert_eq!(status, 303);
    assert!(answer.contains("HttpOnly") && answer.contains("SameSite=Strict"), "{answer}");
    let cookie = format!("syntony_{}={TOKEN}", server().port());
    assert_eq!(request("GET", "/api/hello", &[("cookie", &cookie)], "").0, 200);
}

#[test]
fn keeps_out_other_names_of_the_host() {
    let port = server().port();
    for host in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1:1", "localhost"] {
        assert_eq!(request("GET", "/api/hello", &with_token(&[("host", host)]), "").0, 403, "{host}");
    }
    let own = format!("localhost:{port}");
    assert_eq!(request("GET", "/api/hello", &with_token(&[("host", &own)]), "").0, 200);
}

#[test]
fn keeps_out_pages_of_other_sites() {
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:1"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let status = request("POST", "/api/check", &with_token(&[(name, value)]), "{}").0;
        assert_eq!(status, 403, "{name}: {value}");
    }
    let own = format!("http://{}", server());
    assert_eq!(request("GET", "/api/hello", &with_token(&[("origin", &own)]), "").0, 200);
}

#[test]
fn keeps_out_sockets_of_other_sites() {
    let socket = [
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let mut foreign = with_token(&socket);
    foreign.push(("origin", "http://evil.example"));
    assert_eq!(request("GET", "/api/scenes/x/live", &foreign, "").0, 403);
    assert_eq!(request("GET", "/api/scenes/x/live", &socket, "").0, 401);
}

#[test]
fn keeps_pages_from_loading_anything_from_elsewhere() {
    let (status, answer) = get("/");
    assert_eq!(status, 200);
    let head = answer.split("\r\n\r\n").next().unwrap_or_default().to_lowercase();
    for part in
        ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "nosniff", "no-referrer"]
    {
        assert!(head.contains(part), "{part} in {head}");
    }
    assert!(!head.contains("unsafe"), "{head}");
}

#[test]
fn keeps_paths_inside_the_folder() {
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/assets/../../secret.txt",
        "/api/runs/..%2f",
        "/api/runs/%2e%2e",
        "/api/runs/..~secret.txt",
        "/api/runs/%2Fetc%2Fpasswd",
        "/api/protocols/..%2f..%2fsecret",
    ] {
        let (status, answer) = get(path);
        assert!(status == 404 || status == 400, "{path}: {status}");
        assert!(!answer.contains("root:") && !answer.ends_with("secret"), "{path}");
    }
}

#[test]
fn says_what_is_wrong_with_a_broken_run() {
    let (status, list) = get("/api/runs");
    assert_eq!(status, 200);
    assert!(list.contains("\"broken\"") && list.contains("run.json"), "{list}");
    let (status, answer) = get("/api/runs/broken");
    assert_eq!(status, 422);
    assert!(answer.contains("run.json"), "{answer}");
}

#[test]
fn keeps_bodies_and_scenes_small() {
    assert_eq!(post("/api/check", &" ".repeat(600 * 1024)).0, 413);
    let many: String = (0..40).map(|i| format!("[cast.m{i}]\nspecies = \"human\"\nsex = \"F\"\n")).collect();
    let members: Vec<String> = (0..40).map(|i| format!("\"m{i}\"")).collect();
    let members = members.join(", ");
    let text = format!(
        "key = \"crowd\"\ntitle = \"t\"\nrole = \"scenario\"\n{many}[[phase]]\nname = \"p\"\nkind = \"encounter\"\n\
         members = [{members}]\nduration = \"1 h\"\n[[group]]\nkey = \"g\"\nn = 1\n"
    );
    let body = serde_json::json!({ "name": "crowd.toml", "text": text }).to_string();
    let (status, answer) = post("/api/scenes", &body);
    assert_eq!(status, 429, "{answer}");
    assert!(answer.contains("expected at most 12"), "{answer}");
    let long = "key = \"long\"\ntitle = \"t\"\nrole = \"scenario\"\n[cast.a]\nspecies = \"prairie\"\nsex = \"F\"\n[cast.b]\n\
                species = \"prairie\"\nsex = \"M\"\n[[phase]]\nname = \"p\"\nkind = \"together\"\nmembers = [\"a\", \"b\"]\n\
                duration = \"4000 d\"\ntick = \"10 s\"\n[[group]]\nkey = \"g\"\nn = 1\n";
    let (status, answer) = post("/api/scenes", &serde_json::json!({ "text": long }).to_string());
    assert_eq!(status, 429, "{answer}");
    assert!(answer.contains("ticks, expected at most"), "{answer}");
}

#[test]
fn same_errors_as_the_command_line() {
    let text = "key = \"x\"\ntitle = \"t\"\nrole = \"scenario\"\n[cast.a]\nspecies = \"prairi\"\nsex = \"F\"\n\
                [[group]]\nkey = \"g\"\nn = 1\n";
    let library = syntony_model::Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let told = syntony_model::Protocol::read("x.toml", text, library.of(text));
    let told = told.err().map(|p| p.0).unwrap_or_default();
    assert!(!told.is_empty());
    let (_, answer) = post("/api/check", &serde_json::json!({ "name": "x.toml", "text": text }).to_string());
    for problem in told {
        let what = serde_json::to_string(&problem.what).unwrap_or_default();
        assert!(answer.contains(&what), "{what} in {answer}");
    }
}

#[test]
fn keeps_standing_whatever_is_sent() {
    // nonsense, the same every time
    let mut state = 88_172_645_463_325_252u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let paths = [
        "/api/scenes",
        "/api/check",
        "/api/runs/x/series",
        "/api/scenes/x/fork",
        "/api/atlas/human",
        "/api/provenance",
        "/api/hello",
        "/api/scenes/x/course",
        "/api/runs/%00",
        "/api/provenance?lineage=human&name=",
        "/api/runs/broken/animals",
        "/api/runs/broken/events",
        "/api/runs/other/series?group=a&variable=b",
        "/api/runs/broken/ties?group=a",
        "/api/runs/broken/ties/values?group=a&kind=..&sample=0",
        "/api/runs/broken/ties/values?group=a&kind=bond&sample=99999999999999999999",
    ];
    let bodies = [
        "{}",
        "[]",
        "null",
        "{\"text\":\"\"}",
        "{\"text\":\"key = 1\",\"seed\":-1}",
        "{\"text\":\"[[group]]\",\"seed\":1e400}",
        "{\"text\":\"x\",\"deeds\":[{\"at_s\":null,\"kind\":\"leave\"}]}",
        "{\"name\":\"../../x.toml\",\"text\":\"key = \\\"x\\\"\"}",
    ];
    for _ in 0..120 {
        let path = paths[next() % paths.len()];
        let mut body = bodies[next() % bodies.len()].as_bytes().to_vec();
        for _ in 0..next() % 4 {
            let at = next() % (body.len() + 1);
            body.insert(at, next() as u8);
        }
        let method = ["GET", "POST", "PUT", "DELETE"][next() % 4];
        let mut bytes = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer {TOKEN}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            server(),
            body.len()
        )
        .into_bytes();
        bytes.extend(body);
        let (status, answer) = send(&bytes);
        assert!(status < 500 && status != 0, "{method} {path}: {answer}");
    }
    let _ = send(b"\x00\xff\xfe nonsense\r\n\r\n");
    assert_eq!(get("/api/hello").0, 200);
}
