//! A progress bar for whoever watches, and a way to stop.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use syntony_study::Progress;

/// A bar that follows a run until it is dropped; nothing at all when stderr is not a terminal.
pub struct Bar {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// Begins to follow.
    pub fn follow(progress: &Arc<Progress>, title: &str) -> Bar {
        let ended = Arc::new(AtomicBool::new(false));
        if !std::io::stderr().is_terminal() {
            return Bar { ended, thread: None };
        }
        let (progress, watched, title) = (progress.clone(), ended.clone(), title.to_string());
        let draw = move || {
            let bar = ProgressBar::new(1);
            if let Ok(style) =
                ProgressStyle::with_template("{msg} [{bar:32}] {percent:>3} %  {elapsed} gone, {eta} left")
            {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_message(title.clone());
            while !watched.load(Ordering::Relaxed) {
                let note = progress.note.lock().unwrap_or_else(|e| e.into_inner()).clone();
                if !note.is_empty() {
                    bar.set_message(format!("{title} {note}"));
                }
                bar.set_length(progress.total.load(Ordering::Relaxed).max(1));
                bar.set_position(progress.done.load(Ordering::Relaxed));
                std::thread::park_timeout(Duration::from_millis(200));
            }
            bar.finish_and_clear();
        };
        // a run without a bar is still a run
        let thread = std::thread::Builder::new().name("bar".into()).spawn(draw).ok();
        Bar { ended, thread }
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
