//! Rust without what the compiler does not run: comments and literals, and on request the tests.
//!
//! Blanked characters become spaces and lines stay where they are, so a match has the line number of the file.

/// The text with comments, strings and characters blanked.
pub fn without_words(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = at + literal(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// Length of the comment or literal that begins at `at`; 0 if none does.
fn literal(chars: &[char], at: usize) -> usize {
    let is = |i: usize, c: char| chars.get(i) == Some(&c);
    let inside_name = at > 0 && is_name(chars[at - 1]);
    match chars[at] {
        '/' if is(at + 1, '/') => chars[at..].iter().take_while(|&&c| c != '\n').count(),
        '/' if is(at + 1, '*') => block_comment(&chars[at..]),
        '"' => 1 + quoted(&chars[at + 1..], '"'),
        'r' if !inside_name => raw_string(&chars[at..], 1),
        'b' | 'c' if !inside_name && is(at + 1, 'r') => raw_string(&chars[at..], 2),
        // a lifetime has no closing quote after its first character
        '\'' if is(at + 1, '\\') || (is(at + 2, '\'') && !is(at + 1, '\'')) => {
            1 + quoted(&chars[at + 1..], '\'')
        }
        _ => 0,
    }
}

fn block_comment(chars: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

/// Length up to and with the closing quote.
fn quoted(chars: &[char], quote: char) -> usize {
    let mut at = 0;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// `r"…"`, `r#"…"#`; `prefix` characters come before the hashes.
fn raw_string(chars: &[char], prefix: usize) -> usize {
    let hashes = chars[prefix..].iter().take_while(|&&c| c == '#').count();
    let body = prefix + hashes + 1;
    if chars.get(body - 1) != Some(&'"') {
        return 0;
    }
    let closes = |i: usize| {
        chars[i] == '"' && chars[i + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes
    };
    (body..chars.len()).find(|&i| closes(i)).map_or(chars.len(), |i| i + 1 + hashes)
}

/// Whether a character may be part of a name.
pub fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

const TEST: &str = "#[cfg(test)]";

/// The text, already without words, with every item under `#[cfg(test)]` blanked.
pub fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(TEST) {
        let end = at + TEST.len() + item(&rest[at + TEST.len()..]);
        out.push_str(&rest[..at]);
        out.extend(rest[at..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    out + rest
}

/// Names of the modules that stand in files of their own and are compiled for tests only.
pub fn test_modules(code: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(TEST) {
        let item = code[at + TEST.len()..].trim_start();
        let Some(item) = item.strip_prefix("pub ").unwrap_or(item).strip_prefix("mod ") else { continue };
        let name = item.split(|c| !is_name(c)).next().unwrap_or_default();
        if item[name.len()..].trim_start().starts_with(';') {
            names.push(name);
        }
    }
    names
}

/// Bytes of the item at the start: to its `;`, or to the end of its braces.
fn item(code: &str) -> usize {
    let (mut round, mut curly) = (0, 0);
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            '{' => curly += 1,
            '}' => curly -= 1,
            _ => {}
        }
        match c {
            ';' if round == 0 && curly == 0 => return at + 1,
            '}' if curly <= 0 => return at + usize::from(curly == 0),
            _ => {}
        }
    }
    code.len()
}

/// Every path that `use` brings in, in code without words, with the name that it has then.
pub fn uses(code: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let line = code[..at].rsplit('\n').next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with("pub") && line.ends_with(['b', ')']) {
            let tree = code[at + 4..].split(';').next().unwrap_or_default();
            leaves("", tree, &mut all);
        }
    }
    all
}

/// The leaves of a tree of imports below `prefix`.
fn leaves(prefix: &str, tree: &str, all: &mut Vec<(String, String)>) {
    let tree = tree.trim();
    if let Some((head, inside)) = tree.split_once('{') {
        let inside = inside.trim_end().strip_suffix('}').unwrap_or(inside);
        let prefix = format!("{prefix}{}", head.trim());
        split(inside, ',').into_iter().for_each(|t| leaves(&prefix, t, all));
    } else if !tree.is_empty() {
        let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(p, a)| (p, Some(a.trim())));
        let path = format!("{prefix}{}", path.trim());
        let path = path.strip_suffix("::self").unwrap_or(&path).to_string();
        let name = alias.unwrap_or_else(|| path.rsplit("::").next().unwrap_or_default()).to_string();
        all.push((path, name));
    }
}

/// Parts between separators that stand in no brackets.
pub fn split(code: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut depth, mut from, mut before) = (Vec::new(), 0, 0, ' ');
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            // the arrow of a function is no bracket
            '>' if before == '-' => {}
            ')' | ']' | '}' | '>' => depth -= 1,
            c if c == separator && depth == 0 => {
                parts.push(&code[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        before = c;
    }
    parts.push(&code[from..]);
    parts
}

/// Every path of two names or more that begins with `crate` or `super`.
pub fn paths(code: &str) -> Vec<String> {
    let mut all = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            // `super::super::x` is found at its first word; `pub(in crate::x)` names no need
            if code[..at].ends_with(is_name) || code[..at].ends_with("::") || code[..at].ends_with("in ") {
                continue;
            }
            let path: String = code[at..].chars().take_while(|&c| is_name(c) || c == ':').collect();
            // what goes on with braces or a star is of a `use`, whose leaves tell
            if !path.ends_with(':') {
                all.push(path);
            }
        }
    }
    all
}
