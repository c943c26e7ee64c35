//! Timer nodes as processes.

use crate::nodes::COUNT;
use crate::{Outcome, worker};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

pub struct Workers(Vec<Worker>);

/// How to run one.
#[derive(Clone)]
pub struct Place {
    /// Of the database.
    pub url: String,
    /// What the command begins with, if not with the program itself.
    pub inside: Vec<String>,
}

struct Worker {
    place: Place,
    name: String,
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Workers {
    pub fn over(url: &str) -> Outcome<Workers> {
        let place = Place {
            url: url.to_owned(),
            inside: Vec::new(),
        };
        Workers::start(&vec![place; COUNT])
    }

    pub fn start(places: &[Place]) -> Outcome<Workers> {
        let places = places.iter().enumerate();
        let workers = places.map(|(at, place)| Worker::start(place, format!("worker-{at}")));
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
        let new = Worker::start(&old.place, old.name.clone())?;
        self.0[worker] = new;
        Ok(())
    }

    /// Moves the clock through one of them; returns when all that fell due has been done.
    pub fn advance(&mut self, worker: usize, seconds: u64) -> Outcome<()> {
        let worker = &mut self.0[worker];
        let input = worker.process.stdin.as_mut().ok_or("no input")?;
        writeln!(input, "{seconds}")?;
        worker.hear("moved")
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
    fn start(place: &Place, name: String) -> Outcome<Worker> {
        let me = std::env::current_exe()?.into_os_string();
        let mut words = place.inside.iter().map(Into::into).chain([me]);
        let mut process = Command::new(words.next().ok_or("no command")?)
            .args(words)
            .args([worker::COMMAND, &place.url, &name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("no output")?;
        let mut worker = Worker {
            place: place.clone(),
            name,
            process,
            output: BufReader::new(output),
        };
        worker.hear("ready")?;
        Ok(worker)
    }

    fn hear(&mut self, expected: &str) -> Outcome<()> {
        let mut said = String::new();
        self.output.read_line(&mut said)?;
        match said.trim() == expected {
            true => Ok(()),
            false => Err(format!("{} says \"{}\", not {expected}", self.name, said.trim()).into()),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}
