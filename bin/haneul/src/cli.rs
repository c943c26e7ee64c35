//! What can be said on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use haneul_blob::Zone;
use haneul_pipeline::disorder::Disorder;
use std::net::SocketAddr;
use std::path::PathBuf;

/// AWS on your own machine: one binary that speaks AWS's own APIs.
///
/// Without a command, `haneul` starts the cloud in the foreground (`haneul up`). Point any AWS
/// client at it with `eval "$(haneul env)"`.
#[derive(Parser)]
#[command(name = "haneul", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Where the running cloud's admin door is, for commands that talk to it
    /// [default: the one started last on this machine]
    #[arg(long, global = true, env = "HANEUL_ENDPOINT", value_name = "URL")]
    pub endpoint: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Start the cloud; Ctrl-C stops it
    Up(Box<UpOptions>),
    /// Print the settings that point AWS clients at the cloud: eval "$(haneul env)"
    Env {
        /// The shell to write for
        #[arg(long, value_enum, default_value_t = Shell::detected())]
        shell: Shell,
    },
    /// Show what the running cloud is doing
    Status,
    /// Show, freeze, move or let run the cloud's clock
    Clock {
        #[command(subcommand)]
        action: ClockAction,
    },
    /// Empty every account and Region of the running cloud
    Reset {
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Save, load or list snapshots of the whole cloud
    Snapshot {
        #[command(subcommand)]
        action: SnapshotAction,
    },
    /// Fail and restore Availability Zones, and destroy what they keep, to see what holds
    Zone {
        #[command(subcommand)]
        action: ZoneAction,
    },
    /// Show which operations of which services exist
    Coverage {
        /// Every operation of every service, as JSON
        #[arg(long, conflicts_with = "markdown")]
        json: bool,
        /// The table of the README
        #[arg(long)]
        markdown: bool,
    },
    /// Explain why a call was let in or refused
    Why {
        /// The request id of the answer, in either form AWS writes it
        request_id: String,
    },
    /// Show what left the cloud: mail, text messages, pushes to devices, posts to URLs
    ///
    /// Nothing of it goes anywhere but the posts: mail and messages are kept here instead, the last
    /// ten thousand of them. Links and codes to confirm something by are among the details.
    Sent {
        /// Only of this kind
        #[arg(long, value_enum)]
        kind: Option<SentKind>,
        /// Only to this address, number, endpoint's ARN or URL
        #[arg(long, value_name = "WHOM")]
        to: Option<String>,
        /// So many at most, the latest
        #[arg(long, default_value_t = 20, value_name = "COUNT")]
        limit: usize,
        /// As JSON, with all there is to say
        #[arg(long)]
        json: bool,
        /// Answer the last text message to that number, with STOP for example
        #[arg(long, requires = "to", value_name = "TEXT")]
        reply: Option<String>,
    },
    /// Print the lines of a log group or of a function, as `aws logs tail` does
    Logs {
        /// The group's name, or the function's
        name: String,
        /// Go on with what comes, until Ctrl-C
        #[arg(long, short)]
        follow: bool,
        /// Only lines that this filter pattern fits
        #[arg(long, value_name = "PATTERN")]
        filter: Option<String>,
        /// How far back to begin, by the cloud's clock
        #[arg(long, default_value = "10m", value_name = "TIME")]
        since: String,
        #[arg(long, env = "AWS_REGION", default_value = "us-east-1")]
        region: String,
    },
    /// Keep a function's code as it is in a directory: each change of a file is live in a moment
    ///
    /// The function must be there. What is in the directory is packed and sent as
    /// `aws lambda update-function-code` does it, now and whenever a file changes; folders called .git,
    /// .venv and __pycache__ are left out.
    Watch {
        /// The function's name
        function: String,
        /// What its package is made of
        directory: PathBuf,
        #[arg(long, env = "AWS_REGION", default_value = "us-east-1")]
        region: String,
    },
    /// Make policies from what was done
    Policy {
        #[command(subcommand)]
        action: PolicyAction,
    },
    /// Show how far an upgrade of several nodes has come
    Upgrade {
        #[command(subcommand)]
        action: UpgradeAction,
    },
    /// Print the certificate to trust for https
    Ca,
    /// Show what this machine has to run functions with: isolation, interpreters
    Doctor {
        /// Print one JSON document instead of text
        #[arg(long)]
        json: bool,
    },
    /// Print completions for a shell
    Completions { shell: clap_complete::Shell },
}

impl Default for Command {
    fn default() -> Self {
        // The same as `haneul up` with nothing else said, environment included.
        match Cli::parse_from(["haneul", "up"]).command {
            Some(command) => command,
            None => Command::Status,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub enum SentKind {
    Email,
    Sms,
    Push,
    Http,
}

#[derive(Subcommand)]
pub enum PolicyAction {
    /// Print the least policy that somebody's recorded calls need
    Generate {
        /// The ARN of a user, a role (with all its sessions) or a session
        #[arg(long, value_name = "ARN")]
        principal: String,
    },
}

#[derive(Subcommand)]
pub enum ZoneAction {
    /// Show which zones have failed, and how copies are; or which zones keep a resource
    Show {
        /// Such as arn:aws:s3:::bucket/key
        #[arg(long, value_name = "ARN")]
        resource: Option<String>,
        #[arg(long, requires = "resource")]
        version: Option<String>,
    },
    /// Let nobody reach what lies in a zone
    Fail {
        /// Its name or its id, such as us-east-1a or use1-az1
        zone: String,
    },
    /// Let it be reached again; what it missed is copied
    Restore { zone: String },
    /// Destroy the copies that a zone keeps: of one thing, or all of them
    Destroy {
        zone: String,
        /// Only this resource's, such as arn:aws:s3:::bucket/key
        #[arg(long, value_name = "ARN")]
        resource: Option<String>,
        /// Of the resource, this version's
        #[arg(long, requires = "resource")]
        version: Option<String>,
        /// Only this blob's, by its id
        #[arg(long, value_name = "ID", conflicts_with = "resource")]
        blob: Option<String>,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Subcommand)]
pub enum UpgradeAction {
    /// Which level of stored formats is in use, and which nodes a higher one waits for
    Status,
}

#[derive(Args, Clone)]
pub struct UpOptions {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, env = "HANEUL_LISTEN", default_value = "127.0.0.1:4566")]
    pub listen: SocketAddr,

    /// Where the admin door listens when --listen is not a loopback address
    #[arg(long, env = "HANEUL_ADMIN_LISTEN", default_value = "127.0.0.1:4567")]
    pub admin_listen: SocketAddr,

    /// Directory that holds the cloud [default: the platform's directory for data]
    #[arg(long, env = "HANEUL_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Keep everything in memory and forget it at the end
    #[arg(long, conflicts_with = "data")]
    pub ephemeral: bool,

    /// Keep the cloud's state in this PostgreSQL database, which several nodes may share:
    /// postgres://user@host/database
    #[arg(
        long,
        env = "HANEUL_STORE",
        value_name = "URL",
        conflicts_with = "ephemeral",
        hide_env_values = true
    )]
    pub store: Option<String>,

    /// A file that holds the database's password
    #[arg(
        long,
        env = "HANEUL_STORE_PASSWORD_FILE",
        value_name = "FILE",
        requires = "store"
    )]
    pub store_password_file: Option<PathBuf>,

    /// What this node is called among others [default: the host's name]
    #[arg(long, env = "HANEUL_NODE", value_name = "NAME", requires = "store")]
    pub node: Option<String>,

    /// Where large bytes lie (objects' bodies), if several nodes are to share them
    /// [default: in the data directory]
    ///
    /// A directory (a path or file:///path), also on a network file system, or a bucket of any S3
    /// store: s3://bucket/prefix?endpoint=http://host:port&region=us-east-1. The bucket's keys come
    /// from HANEUL_BLOBS_ACCESS_KEY_ID and HANEUL_BLOBS_SECRET_ACCESS_KEY, or from a file named by
    /// credentials=/path in the address. Several nodes of one cloud share the place; two clouds must
    /// not: each would remove the other's bytes.
    #[arg(
        long,
        env = "HANEUL_BLOBS",
        value_name = "DIR|s3://…",
        conflicts_with = "ephemeral"
    )]
    pub blobs: Option<String>,

    /// The file of the key under which everything is encrypted; made if it is not there
    /// [default: root.key in the data directory; with --store, the database keeps it]
    #[arg(long, env = "HANEUL_ROOT_KEY", value_name = "FILE")]
    pub root_key: Option<PathBuf>,

    /// Keep large bytes in three Availability Zones, each in a directory on a disk of its own
    /// [default: all zones share the data directory's disk]
    ///
    /// Given three times: --zone a=DIR --zone b=DIR --zone c=DIR. The directories must be there. What
    /// is promised to lie in several zones is written to all three, so that a disk may be lost: an
    /// empty directory in its place is filled again from the others.
    #[arg(
        long = "zone",
        env = "HANEUL_ZONES",
        value_name = "LETTER=DIR",
        value_delimiter = ',',
        value_parser = zone,
        conflicts_with_all = ["ephemeral", "blobs"]
    )]
    pub zones: Vec<(Zone, PathBuf)>,

    /// How often standard queues deliver twice or out of order, and reads of tables see what was
    /// before, from 0 to 1 [default: as it was set last; 0 in a new cloud]
    #[arg(long, env = "HANEUL_DISORDER", value_name = "RATE", value_parser = disorder)]
    pub disorder: Option<Disorder>,

    /// Where this machine cannot isolate programs, run functions as plain processes, which can do
    /// whatever the user who started the cloud can
    #[arg(long, env = "HANEUL_PLAIN_FUNCTIONS")]
    pub plain_functions: bool,

    /// Let debuggers at functions: one whose environment has HANEUL_DEBUG_PORT waits for a debugger on
    /// that port of 127.0.0.1, and has no time limit
    #[arg(long, env = "HANEUL_DEBUG_FUNCTIONS")]
    pub debug_functions: bool,

    /// Accept only keys that this cloud issued, also on loopback
    #[arg(long, env = "HANEUL_STRICT")]
    pub strict: bool,

    /// Find a host elsewhere than the name system says, when the cloud calls the world outside
    ///
    /// For example, an identity provider on this machine: --host idp.example.com=127.0.0.1:8443.
    /// May be given several times.
    #[arg(
        long = "host",
        env = "HANEUL_HOSTS",
        value_name = "NAME=ADDRESS:PORT",
        value_delimiter = ',',
        value_parser = host
    )]
    pub hosts: Vec<(String, SocketAddr)>,
}

fn disorder(text: &str) -> Result<Disorder, String> {
    let rate = text.parse().ok().and_then(|rate| Disorder::new(rate, 1));
    rate.ok_or_else(|| "give a number from 0 to 1".to_owned())
}

fn zone(text: &str) -> Result<(Zone, PathBuf), String> {
    let (letter, dir) = text.split_once('=').ok_or("expected LETTER=DIR")?;
    let zone = Zone::of_letter(letter);
    let zone = zone.ok_or_else(|| format!("{letter} is no zone; they are a, b and c"))?;
    Ok((zone, dir.into()))
}

fn host(text: &str) -> Result<(String, SocketAddr), String> {
    let (name, address) = text.split_once('=').ok_or("expected NAME=ADDRESS:PORT")?;
    let address = address.parse().map_err(|e| format!("{address}: {e}"))?;
    Ok((name.to_ascii_lowercase(), address))
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Shell {
    Sh,
    Fish,
    Powershell,
}

impl Shell {
    fn detected() -> Shell {
        if cfg!(windows) {
            return Shell::Powershell;
        }
        match std::env::var("SHELL") {
            Ok(shell) if shell.ends_with("fish") => Shell::Fish,
            _ => Shell::Sh,
        }
    }
}

impl std::fmt::Display for Shell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Shell::Sh => "sh",
            Shell::Fish => "fish",
            Shell::Powershell => "powershell",
        })
    }
}

#[derive(Subcommand)]
pub enum ClockAction {
    /// Show the cloud's time and whether it runs
    Show,
    /// Move the clock on; whatever falls due on the way happens, in order
    Advance {
        /// Such as 90s, 15m, 36h, 30d or 1d12h
        by: String,
    },
    /// Let time stand still
    Freeze,
    /// Let time run again
    Run,
}

#[derive(Subcommand)]
pub enum SnapshotAction {
    /// Write everything to a snapshot: a name, or a path with a slash in it
    Save { name: String },
    /// Replace everything by a snapshot
    Load { name: String },
    /// List the snapshots in the data directory
    List,
}
