//! A host of sandboxes.

use crate::runtimes::Runtimes;
#[cfg(target_os = "linux")]
use crate::sandbox;
use crate::{Failure, Report, Running, Settings, Spec, plain};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// A host of sandboxes. Clones are the same host.
#[derive(Clone, Debug)]
pub struct Host(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    report: Report,
    #[cfg(target_os = "linux")]
    sandboxes: sandbox::Sandboxes,
}

impl Host {
    /// Tries what this host has, and clears away what a crashed process of ours left. Starts nothing
    /// yet.
    pub async fn open(settings: Settings) -> Result<Host, Failure> {
        let opened = tokio::task::spawn_blocking(move || Host::open_now(settings)).await;
        opened.unwrap_or_else(|e| Err(Failure::Launcher(e.to_string())))
    }

    fn open_now(settings: Settings) -> Result<Host, Failure> {
        Host::open_as(settings, Host::probe())
    }

    /// The same, believing a report instead of trying: for tests.
    pub fn open_as(settings: Settings, report: Report) -> Result<Host, Failure> {
        std::fs::create_dir_all(&settings.state)
            .map_err(Failure::step("making the folder of sandboxes"))?;
        Ok(Host(Arc::new(Inner {
            #[cfg(target_os = "linux")]
            sandboxes: sandbox::Sandboxes::new(&settings, &report),
            settings,
            report,
        })))
    }

    /// What this host has to isolate programs with. It takes some milliseconds and blocks.
    pub fn probe() -> Report {
        #[cfg(target_os = "linux")]
        return sandbox::probe();
        #[cfg(not(target_os = "linux"))]
        return Report::nothing(
            std::env::consts::OS,
            "only Linux isolates programs this way",
            "run on Linux, or allow plain processes",
        );
    }

    pub fn report(&self) -> &Report {
        &self.0.report
    }

    /// The interpreters of this host. The first who asks waits for the search.
    pub async fn runtimes(&self) -> &Runtimes {
        static FOUND: OnceCell<Runtimes> = OnceCell::const_new();
        FOUND.get_or_init(Runtimes::discover).await
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Starts a sandbox: when this returns, its program runs and its listeners listen.
    pub async fn start(&self, spec: Spec) -> Result<Running, Failure> {
        if spec.command.is_empty() {
            return Err(Failure::Refused("the command is empty".into()));
        }
        if !self.0.report.isolates() {
            if !self.0.settings.plain {
                return Err(Failure::CannotIsolate(Box::new(self.0.report.clone())));
            }
            return plain::start(spec, &self.0.settings.state);
        }
        #[cfg(target_os = "linux")]
        return self.0.sandboxes.start(spec).await;
        #[cfg(not(target_os = "linux"))]
        return Err(Failure::CannotIsolate(Box::new(self.0.report.clone())));
    }
}
