//! nginx, as the measure of serving files.

use crate::load::Request;
use crate::process::{self, Running};
use bytes::Bytes;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

pub struct Nginx {
    process: Running,
    dir: PathBuf,
    pub address: SocketAddr,
}

impl Nginx {
    pub fn is_installed() -> bool {
        Command::new("nginx")
            .arg("-v")
            .output()
            .is_ok_and(|output| output.status.success())
    }

    /// Serves the files of a directory, without a log. Without sendfile, which is nginx's own
    /// default, it reads files and writes to sockets as Haneul does.
    pub fn start(dir: &Path, sendfile: bool) -> Result<Nginx, String> {
        let address = TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .map_err(|e| e.to_string())?;
        let dir = dir.to_owned();
        let file = dir.join("nginx.conf");
        let text = configuration(&dir, address, sendfile);
        std::fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
        let process = Running::start(command(&dir))?;
        let patience = Instant::now() + Duration::from_secs(5);
        while TcpStream::connect(address).is_err() {
            if Instant::now() > patience {
                return Err("nginx does not answer".to_owned());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(Nginx {
            process,
            dir,
            address,
        })
    }

    /// `GET` of a file.
    pub fn get(&self, name: &str) -> Request {
        let head = format!("GET /{name} HTTP/1.1\r\nhost: {}\r\n\r\n", self.address);
        Request {
            head: head.into(),
            body: Bytes::new(),
        }
    }

    pub fn processor_seconds(&self) -> Option<f64> {
        process::processor_seconds(self.process.id())
    }
}

impl Drop for Nginx {
    /// Its workers would outlive a killed master.
    fn drop(&mut self) {
        let _ = command(&self.dir).args(["-s", "stop"]).status();
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn command(dir: &Path) -> Command {
    let mut command = Command::new("nginx");
    command
        .arg("-p")
        .arg(dir)
        .arg("-c")
        .arg(dir.join("nginx.conf"))
        .arg("-e")
        .arg(dir.join("nginx.log"));
    command
}

fn configuration(dir: &Path, address: SocketAddr, sendfile: bool) -> String {
    // Where the master is root, its workers would be somebody who may not read the directory.
    let user = match std::fs::metadata(dir).map(|dir| dir.uid()) {
        Ok(0) => "user root;",
        _ => "",
    };
    let dir = dir.display();
    let sendfile = if sendfile { "on" } else { "off" };
    format!(
        "{user}
daemon off;
pid {dir}/nginx.pid;
worker_processes auto;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile {sendfile};
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {dir}/body;
    proxy_temp_path {dir}/proxy;
    fastcgi_temp_path {dir}/fastcgi;
    uwsgi_temp_path {dir}/uwsgi;
    scgi_temp_path {dir}/scgi;
    server {{ listen {address}; root {dir}; }}
}}
"
    )
}
