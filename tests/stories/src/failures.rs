//! What broke a law, less the exceptions, which may only become fewer.

use crate::exceptions::EXCEPTIONS;
use std::collections::{BTreeMap, BTreeSet};

/// A law that does not hold for an operation, and why.
pub struct Exception {
    pub law: &'static str,
    pub service: &'static str,
    pub operation: &'static str,
    pub why: &'static str,
}

pub struct Failures {
    law: &'static str,
    service: &'static str,
    found: BTreeMap<String, Vec<String>>,
}

/// Faults of one operation that are shown; the rest is counted.
const SHOWN: usize = 4;

impl Failures {
    pub fn of(law: &'static str, service: &'static str) -> Failures {
        Failures {
            law,
            service,
            found: BTreeMap::new(),
        }
    }

    pub fn add(&mut self, operation: &str, fault: impl Into<String>) {
        self.found
            .entry(operation.to_owned())
            .or_default()
            .push(fault.into());
    }

    /// Fails for what broke the law without an exception, and for exceptions nobody needs.
    pub fn judge(mut self) -> Result<(), String> {
        let mut needless = BTreeSet::new();
        let mine = |e: &&Exception| e.law == self.law && e.service == self.service;
        for exception in EXCEPTIONS.iter().filter(mine) {
            if self.found.remove(exception.operation).is_none() {
                needless.insert(exception.operation);
            }
        }
        let mut text = String::new();
        for (operation, faults) in &self.found {
            for fault in faults.iter().take(SHOWN) {
                text += &format!("{}:{operation}: {fault}\n", self.service);
            }
            if faults.len() > SHOWN {
                text += &format!("  … and {} more of {operation}\n", faults.len() - SHOWN);
            }
        }
        for operation in needless {
            text += &format!(
                "{}:{operation}: the exception is no longer needed\n",
                self.service
            );
        }
        if text.is_empty() { Ok(()) } else { Err(text) }
    }
}
