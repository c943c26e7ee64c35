//! What most benches begin with: a cloud, and a user of it who may do what is measured.

use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request, Source, again};
use crate::process::{Running, processor_seconds};
use crate::report::Report;
use crate::rounds::{Sample, Side, compare, sample};
use bytes::Bytes;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// Requests signed beforehand, all different, and sent again and again.
pub const BATCH: u64 = 1024;

pub struct Stage {
    pub cloud: Cloud,
    pub keys: Keys,
    dir: TempDir,
}

impl Stage {
    /// A new cloud, and a user who may do `actions`.
    pub fn new(options: &Options, actions: &str) -> Result<Stage, String> {
        let binary = cloud::binary(options)?;
        let dir = options.scratch()?;
        let cloud = Cloud::start(&binary, &dir.path().join("cloud"))?;
        let keys = cloud.user("bench", actions)?;
        Ok(Stage { cloud, keys, dir })
    }

    /// Where the cloud has its data.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("cloud")
    }

    /// The directory that the cloud's data are in, on the same disk.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Sends a call alone and gives the body of the answer, which has to be a success.
    pub fn send(&self, call: &Call) -> Result<String, String> {
        call.send(&self.keys, self.cloud.address)
    }

    /// A load of so many different calls, signed beforehand and sent in turn.
    pub fn prepared<'c>(
        &self,
        options: &Options,
        (connections, count): (usize, u64),
        call: impl Fn(u64) -> Call<'c>,
    ) -> Result<Load, String> {
        let address = self.cloud.address;
        let source = again(count, |nth| {
            call(nth).signed_whole(&self.keys, address, nth)
        })?;
        Ok(load(options, address, connections, source))
    }

    /// A load of calls that are signed when they are sent, each made for its turn.
    pub fn fresh<'c>(
        &self,
        options: &Options,
        connections: usize,
        call: impl Fn(u64) -> Call<'c> + Send + Sync + 'static,
    ) -> Load {
        let (keys, address) = (self.keys.clone(), self.cloud.address);
        let source = move |nth| {
            // What cannot be signed cannot be sent either, and the server says so.
            let unsigned = |_| Request {
                head: Bytes::from_static(b"unsigned\r\n\r\n"),
                body: Bytes::new(),
            };
            call(nth)
                .signed(&keys, address, nth)
                .unwrap_or_else(unsigned)
        };
        load(options, address, connections, Arc::new(source))
    }

    /// One turn, with the processor time the cloud took for it.
    pub fn sample(&self, load: &Load) -> Result<Sample, String> {
        sample(load, &|| self.cloud.processor_seconds())
    }

    /// One turn whose requests carry so much each, in whatever unit the report is in.
    pub fn carried(&self, load: &Load, each: f64) -> Result<Sample, String> {
        let Sample { rate, besides } = self.sample(load)?;
        Ok(Sample {
            rate: rate * each,
            besides,
        })
    }

    /// Against an HTTP server that reads the same requests and answers with so many bytes.
    pub fn against_bare(
        &self,
        mut report: Report,
        unit: &'static str,
        options: &Options,
        (bar, bytes): (f64, usize),
        load: &Load,
    ) -> Result<Report, String> {
        let mut bare = Running::start_self(&["http", &bytes.to_string()])?;
        let address = bare.line_after("ready ")?;
        let theirs = Load {
            address: address.parse().map_err(|e| format!("{address}: {e}"))?,
            ..load.clone()
        };
        let sides = vec![
            Side::haneul("haneul", bar, || self.sample(load)),
            Side::peer("bare hyper server", || {
                sample(&theirs, &|| processor_seconds(bare.id()))
            }),
        ];
        compare(&mut report, unit, options.rounds, sides)?;
        report
            .notes
            .push("both sides are sent the same requests".to_owned());
        Ok(report)
    }
}

fn load(options: &Options, address: SocketAddr, connections: usize, source: Source) -> Load {
    Load {
        address,
        connections,
        duration: options.turn(),
        source,
    }
}
