//! Timer nodes as processes.

use crate::{Outcome, worker};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub struct Workers(Vec<Worker>);

struct Worker {
    url: String,
    name: String,
    process: Child,
}

impl Workers {
    /// One for each URL of the database.
    pub fn start(urls: &[String]) -> Outcome<Workers> {
        let urls = urls.iter().enumerate();
        let workers = urls.map(|(at, url)| Worker::start(url, format!("worker-{at}")));
        Ok(Workers(workers.collect::<Outcome<Vec<_>>>()?))
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn kill(&mut self, worker: usize) -> Outcome<()> {
        let process = &mut self.0[worker].process;
        process.kill()?;
        process.wait()?;
        Ok(())
    }

    pub fn start_again(&mut self, worker: usize) -> Outcome<()> {
        let old = &self.0[worker];
        let new = Worker::start(&old.url, old.name.clone())?;
        self.0[worker] = new;
        Ok(())
    }

    /// Which one calls itself so: nodes add something of their own for each start.
    pub fn named(&self, node: &str) -> Option<usize> {
        self.0.iter().position(|worker| {
            let rest = node.strip_prefix(worker.name.as_str());
            rest.is_some_and(|rest| rest.starts_with('-'))
        })
    }
}

impl Worker {
    fn start(url: &str, name: String) -> Outcome<Worker> {
        let mut process = Command::new(std::env::current_exe()?)
            .args([worker::COMMAND, url, &name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut said = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut said)?;
        }
        let worker = Worker {
            url: url.to_owned(),
            name,
            process,
        };
        match said.trim() {
            "ready" => Ok(worker),
            _ => Err(format!("{} does not start", worker.name).into()),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}
