//! What Haneul claims of its speed, measured on the machine it is run on.
//!
//! `cargo run --release -p haneul-bench -- identity` starts all it needs, measures Haneul and what
//! it is compared with in turns, and prints both, their ratio, and the bar the ratio has to meet.

mod benches;
mod chat;
mod client;
mod cloud;
mod function;
mod functions;
mod load;
mod nginx;
mod peer;
mod plain;
mod process;
mod report;
mod rounds;
mod stage;
mod talk;

use clap::{Parser, ValueEnum};
use report::Report;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Measures what Haneul claims. The exit status is 1 when a bar is missed.
#[derive(Parser)]
#[command(name = "haneul-bench", max_term_width = 100)]
pub struct Options {
    /// What to measure
    #[arg(required = true, value_enum)]
    names: Vec<Name>,

    /// How long each side runs each time it has its turn
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,

    /// How often each side has its turn
    #[arg(long, default_value_t = 5)]
    rounds: usize,

    /// Print one JSON document instead of text
    #[arg(long)]
    json: bool,

    /// The binary to measure [default: the one built with this one]
    #[arg(long, value_name = "PATH")]
    haneul: Option<PathBuf>,

    /// Where data directories are made: decides which disk is measured
    /// [default: beside this binary]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,

    /// With `s3-list`, `sqs-deep` and `dynamo-load`: how much there is
    #[arg(long, default_value_t = 1_000_000)]
    objects: u64,

    /// With `start`: also start over a gigabyte of data, after kill -9
    #[arg(long)]
    gigabyte: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Everything but the build
    All,
    /// Signed, recorded GetCallerIdentity against a bare hyper server
    Identity,
    /// Durable SendMessage against the store's own durable writes
    SqsSend,
    /// A message to ten queues by a topic against sending it to each
    SnsFanout,
    /// Messages sent, received and deleted against the store's own durable writes
    SqsCycle,
    /// The same in batches of ten against one at a time
    SqsBatch,
    /// Messages through a queue that holds many against one that holds none
    SqsDeep,
    /// How soon a function that is warm has a message of its queue
    SqsLambda,
    /// How soon a long poll answers
    SqsWake,
    /// The same among a hundred thousand queues, and while a thousand long polls wait
    SqsWide,
    /// PutRecords of 500 KiB against writing and flushing a file
    KinesisPut,
    /// PutLogEvents of a thousand lines against writing and flushing a file
    LogsPut,
    /// FilterLogEvents over a million lines against reading a file through
    LogsFilter,
    /// PutMetricData of a thousand values, in values a second
    MetricsPut,
    /// GetMetricData of two weeks of minutes
    MetricsGet,
    /// PutItem of 1 KiB against the store's own durable writes
    DynamoPut,
    /// GetItem of 1 KiB against a bare hyper server
    DynamoGet,
    /// A hundred items of a large collection against all of a small one
    DynamoQuery,
    /// TransactWriteItems of ten items against PutItem
    DynamoTransact,
    /// Encrypt of 1 KiB against a bare hyper server
    KmsEncrypt,
    /// Decrypt of 1 KiB against a bare hyper server
    KmsDecrypt,
    /// GenerateDataKey against a bare hyper server
    KmsDataKey,
    /// A table of many items: memory, restart, and queries
    DynamoLoad,
    /// GetObject of 8 MiB against nginx and its sendfile
    S3Get,
    /// GetObject of 1 GiB against nginx and its sendfile
    S3GetHuge,
    /// PutObject of 8 MiB against writing and flushing files
    S3Put,
    /// GetObject of 1 KiB against a bare hyper server
    S3GetSmall,
    /// PutObject of 1 KiB against the store's own durable writes
    S3PutSmall,
    /// PutObject of 1 KiB under a key of KMS against one under keys of S3
    S3PutKms,
    /// A page of a listing in a large bucket against one in a small bucket
    S3List,
    /// Memory while many upload large objects
    S3Uploads,
    /// What a call of a warm function costs beside the function
    LambdaWarm,
    /// A function's first call against the interpreter's own start
    LambdaCold,
    /// Fifty calls at once against what they could be at best
    LambdaMany,
    /// How soon a program runs in a sandbox, and what that holds of memory
    Sandbox,
    /// From spawning the process to its `ready` line
    Start,
    /// Memory when idle
    Memory,
    /// Durable rows of a store over PostgreSQL against plain multi-row inserts
    StorePostgres,
    /// SendMessage through a node over PostgreSQL against plain inserts
    NodesSend,
    /// PutObject of 1 KiB through a node over PostgreSQL against plain inserts
    NodesPut,
    /// GetCallerIdentity through a node against the embedded store
    NodesIdentity,
    /// Two nodes against one
    NodesTwo,
    /// GetSecretValue against a bare hyper server
    SecretGet,
    /// GetParameter of a String against a bare hyper server
    ParameterGet,
    /// GetParameter of a SecureString against a bare hyper server
    ParameterGetSecure,
    /// A decision over ten attached policies of twenty statements
    Decision,
    /// GetCallerIdentity by a user against root
    EnforcementIdentity,
    /// GetObject of 1 KiB by a user against root
    EnforcementObject,
    /// A thousand rules of an event bus against one
    EventsMatch,
    /// A clean release build
    Build,
}

const ALL: &[Name] = &[
    Name::Identity,
    Name::SqsSend,
    Name::SnsFanout,
    Name::SqsCycle,
    Name::SqsBatch,
    Name::SqsDeep,
    Name::SqsLambda,
    Name::SqsWake,
    Name::SqsWide,
    Name::KinesisPut,
    Name::LogsFilter,
    Name::LogsPut,
    Name::MetricsGet,
    Name::MetricsPut,
    Name::DynamoPut,
    Name::DynamoGet,
    Name::DynamoQuery,
    Name::DynamoTransact,
    Name::DynamoLoad,
    Name::KmsDataKey,
    Name::KmsDecrypt,
    Name::KmsEncrypt,
    Name::S3Get,
    Name::S3GetHuge,
    Name::S3Put,
    Name::S3GetSmall,
    Name::S3PutSmall,
    Name::S3PutKms,
    Name::S3List,
    Name::S3Uploads,
    Name::LambdaWarm,
    Name::LambdaCold,
    Name::LambdaMany,
    Name::Sandbox,
    Name::Start,
    Name::Memory,
    Name::StorePostgres,
    Name::NodesSend,
    Name::NodesPut,
    Name::NodesIdentity,
    Name::NodesTwo,
    Name::SecretGet,
    Name::ParameterGet,
    Name::ParameterGetSecure,
    Name::Decision,
    Name::EnforcementIdentity,
    Name::EnforcementObject,
    Name::EventsMatch,
];

impl Options {
    /// One turn of one side.
    fn turn(&self) -> Duration {
        Duration::from_secs_f64(self.seconds.max(0.05))
    }

    /// A directory on the disk to measure.
    fn disk(&self) -> Result<PathBuf, String> {
        match &self.dir {
            Some(dir) => Ok(dir.clone()),
            None => process::own_directory(),
        }
    }

    /// A new directory on the disk to measure, gone when dropped.
    fn scratch(&self) -> Result<tempfile::TempDir, String> {
        let parent = self.disk()?;
        tempfile::Builder::new()
            .prefix("haneul-bench.")
            .tempdir_in(&parent)
            .map_err(|e| format!("{}: {e}", parent.display()))
    }
}

fn main() -> ExitCode {
    haneul_compute::launcher::enter_if_asked();
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some(peer::ROLE) => return peer::run(arguments),
        Some(function::ROLE) => return function::run(arguments),
        _ => {}
    }
    let options = Options::parse();
    if cfg!(debug_assertions) {
        eprintln!("warning: this is not an optimised build; its figures mean nothing");
    }
    let mut names = options.names.clone();
    if let Some(place) = names.iter().position(|name| *name == Name::All) {
        names.splice(place..=place, ALL.iter().copied());
    }
    let outcomes: Vec<_> = names.iter().map(|name| measure(*name, &options)).collect();
    if options.json {
        println!("{:#}", report::json(&outcomes));
    }
    let good = |outcome: &Result<Report, String>| outcome.as_ref().is_ok_and(Report::is_met);
    match outcomes.iter().all(good) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn measure(name: Name, options: &Options) -> Result<Report, String> {
    let run = match name {
        Name::Identity => benches::identity::run,
        Name::SqsSend => benches::sqs_send::run,
        Name::SnsFanout => benches::sns_fanout::run,
        Name::SqsCycle => benches::sqs_cycle::cycle,
        Name::SqsBatch => benches::sqs_cycle::batch,
        Name::SqsDeep => benches::sqs_deep::run,
        Name::SqsLambda => benches::sqs_lambda::run,
        Name::LambdaWarm => benches::lambda::warm,
        Name::LambdaCold => benches::lambda::cold,
        Name::LambdaMany => benches::lambda::many,
        Name::SqsWake => benches::sqs_cycle::wake,
        Name::SqsWide => benches::sqs_wide::run,
        Name::KinesisPut => benches::kinesis_put::run,
        Name::LogsFilter => benches::logs::filter,
        Name::LogsPut => benches::logs::put,
        Name::MetricsGet => benches::metrics::get,
        Name::MetricsPut => benches::metrics::put,
        Name::DynamoPut => benches::dynamodb::put,
        Name::DynamoGet => benches::dynamodb::get,
        Name::DynamoQuery => benches::dynamodb::query,
        Name::DynamoTransact => benches::dynamodb::transact,
        Name::DynamoLoad => benches::dynamo_load::run,
        Name::KmsDecrypt => benches::kms::decrypt,
        Name::KmsDataKey => benches::kms::data_key,
        Name::KmsEncrypt => benches::kms::encrypt,
        Name::S3Get => benches::s3_get::run,
        Name::S3GetHuge => benches::s3_get::huge,
        Name::S3Put => benches::s3_put::run,
        Name::S3GetSmall => benches::s3_small::get,
        Name::S3PutKms => benches::s3_small::put_kms,
        Name::S3PutSmall => benches::s3_small::put,
        Name::S3List => benches::s3_list::run,
        Name::S3Uploads => benches::s3_uploads::run,
        Name::Sandbox => benches::sandbox::run,
        Name::Start => benches::start::run,
        Name::Memory => benches::memory::run,
        Name::StorePostgres => benches::store_postgres::run,
        Name::NodesSend => benches::nodes::send,
        Name::NodesPut => benches::nodes::put,
        Name::NodesIdentity => benches::nodes::identity,
        Name::NodesTwo => benches::nodes::two,
        Name::SecretGet => benches::secrets::secret,
        Name::ParameterGetSecure => benches::secrets::secure,
        Name::ParameterGet => benches::secrets::parameter,
        Name::Decision => benches::decision::run,
        Name::EnforcementIdentity => benches::enforcement::identity,
        Name::EnforcementObject => benches::enforcement::object,
        Name::EventsMatch => benches::events_match::run,
        Name::Build => benches::build::run,
        Name::All => return Err("all is not a bench of its own".to_owned()),
    };
    let outcome = run(options);
    match &outcome {
        Ok(report) if !options.json => println!("{report}"),
        Ok(_) => {}
        Err(error) => {
            let name = name.to_possible_value();
            let name = name.as_ref().map_or("", |name| name.get_name());
            eprintln!("{name} could not be measured: {error}\n");
        }
    }
    outcome
}
