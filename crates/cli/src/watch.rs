//! Progress for whoever watches, a bar on a terminal and now and then a line elsewhere, and a way to stop.

use crate::out::Out;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use syntony_study::Progress;

/// A look at how far it is, every so often.
const LOOK: Duration = Duration::from_millis(200);
/// The first line where there is no terminal comes after this time, s, each later one after twice as long, until the longest.
const FIRST_S: u64 = 15;
const LONGEST_S: u64 = 300;

/// A bar that follows a run until it is dropped; lines when stderr is not a terminal.
pub struct Bar {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// Begins to follow.
    pub fn follow(progress: &Arc<Progress>, title: &str) -> Bar {
        let ended = Arc::new(AtomicBool::new(false));
        let (progress, watched, title) = (progress.clone(), ended.clone(), title.to_string());
        let draw = move || match std::io::stderr().is_terminal() {
            true => bar(&progress, &watched, &title),
            false => lines(&progress, &watched, &title),
        };
        // a run without a bar is still a run
        let thread = std::thread::Builder::new().name("bar".into()).spawn(draw).ok();
        Bar { ended, thread }
    }
}

fn note(progress: &Progress) -> String {
    progress.note.lock().unwrap_or_else(|e| e.into_inner()).clone()
}

fn bar(progress: &Progress, ended: &AtomicBool, title: &str) {
    let bar = ProgressBar::new(1);
    if let Ok(style) =
        ProgressStyle::with_template("{msg} [{bar:32}] {percent:>3} %  {elapsed} gone, {eta} left")
    {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(title.to_string());
    while !ended.load(Ordering::Relaxed) {
        let note = note(progress);
        if !note.is_empty() {
            bar.set_message(format!("{title} {note}"));
        }
        bar.set_length(progress.total.load(Ordering::Relaxed).max(1));
        bar.set_position(progress.done.load(Ordering::Relaxed));
        std::thread::park_timeout(LOOK);
    }
    bar.finish_and_clear();
}

fn lines(progress: &Progress, ended: &AtomicBool, title: &str) {
    let began = Instant::now();
    // what was finished earlier is counted at once and says nothing of the speed
    let (mut kept, mut next) = (0, FIRST_S);
    while !ended.load(Ordering::Relaxed) {
        std::thread::park_timeout(LOOK);
        let gone = began.elapsed().as_secs();
        let (done, total) =
            (progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed).max(1));
        if gone < 1 {
            kept = done;
        }
        if gone >= next && !ended.load(Ordering::Relaxed) {
            next = gone + gone.min(LONGEST_S);
            let new = done.saturating_sub(kept);
            let left = (new > 0).then(|| gone.saturating_mul(total.saturating_sub(done)) / new);
            let left = left.map_or(String::new(), |s| format!(", about {} left", span(s)));
            let note = note(progress);
            let note = if note.is_empty() { note } else { format!(" {note}") };
            let percent = 100 * done.min(total) / total;
            let _ = writeln!(
                std::io::stderr().lock(),
                "{title}{note}: {percent} % done, {} gone{left}",
                span(gone)
            );
        }
    }
}

/// Says beforehand about how long it will take, where that is worth a word.
pub fn expected(core_s: f64, threads: Option<u32>, out: &Out) {
    let machine = std::thread::available_parallelism().map_or(1, |n| n.get());
    let threads = threads.map_or(machine, |n| n as usize);
    let seconds = core_s / threads as f64;
    if seconds >= 5.0 {
        let on = crate::out::count(threads, "thread");
        out.word(&format!("about {} on {on}; Ctrl-C stops it", span(seconds as u64)));
    }
}

/// Seconds in words.
fn span(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds.div_ceil(60)),
        7200..=172_799 => format!("{} h", seconds.div_ceil(3600)),
        _ => format!("{} days", seconds.div_ceil(86_400)),
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// Ctrl-C, SIGTERM and SIGHUP stop the run between ticks; a second one ends the process at once.
pub fn stop_on_signal(progress: &Arc<Progress>) {
    let progress = progress.clone();
    let handler = move || {
        if progress.stop.swap(true, Ordering::Relaxed) {
            // parts are written whole or not at all, and a lock without its process is taken over
            std::process::exit(130);
        }
        let _ = writeln!(std::io::stderr().lock(), "stopping; once more to stop at once");
    };
    // without the handler the signal kills, and the run can be resumed all the same
    let _ = ctrlc::set_handler(handler);
}
