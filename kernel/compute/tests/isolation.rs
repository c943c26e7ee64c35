//! What a sandbox is: its own root, processes, network, users.

mod support;

use haneul_compute::{Exit, Failure, File, Listener, Mount};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};
use support::{all, host, python, run, shell};

haneul_compute::launcher_before_main!();

#[tokio::test]
async fn it_runs_and_ends() {
    let (_folder, host) = host().await;
    let (text, exit) = run(&host, shell("echo out; echo err >&2; exit 7")).await;
    assert_eq!((text.as_str(), exit), ("out\nerr\n", Exit::Code(7)));
    let (_, exit) = run(&host, shell("kill -TERM $$")).await;
    assert_eq!(exit, Exit::Signal(15));
}

#[tokio::test]
async fn what_cannot_be_is_said() {
    let (_folder, host) = host().await;
    let failed = host
        .start(support::program("/no/such", &[]))
        .await
        .unwrap_err();
    assert!(
        matches!(&failed, Failure::Program { error, .. } if error.kind() == std::io::ErrorKind::NotFound),
        "{failed}"
    );
    let mut spec = shell("true");
    spec.cwd = "/nowhere".into();
    let failed = host.start(spec).await.unwrap_err();
    assert_eq!(
        failed.to_string(),
        "entering /nowhere: No such file or directory (os error 2)"
    );
}

#[tokio::test]
async fn mounts_are_read_only_and_layers_cover_one_another() {
    let (_folder, host) = host().await;
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    for (number, folder) in folders.iter().enumerate() {
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        std::fs::write(folder.path().join("same"), number.to_string()).unwrap();
        std::fs::write(folder.path().join(format!("own{number}")), "").unwrap();
    }
    let mut spec = shell(
        "cat /opt/same; ls /opt; cat /etc/hello; touch /var/task/x /opt/x /etc/x /usr/x /x; touch /mnt/w/x && echo written",
    );
    spec.mounts
        .push(Mount::read_only(folders[0].path(), "/var/task"));
    let layers = folders[..2]
        .iter()
        .map(|f| f.path().to_path_buf())
        .collect();
    spec.mounts.push(Mount::merged(layers, "/opt"));
    let mut writable = Mount::read_only(folders[2].path(), "/mnt/w");
    writable.writable = true;
    spec.mounts.push(writable);
    spec.files.push(File::new("/var/runtime/hello", "hello\n"));
    let spec = {
        spec.command[2] = spec.command[2].replace("/etc/hello", "/var/runtime/hello");
        spec
    };
    let (text, exit) = run(&host, spec).await;
    assert_eq!(exit, Exit::Code(0), "{text}");
    assert!(
        text.starts_with("1own0\nown1\nsame\nhello\nwritten\n"),
        "{text}"
    );
    assert_eq!(text.matches("Read-only file system").count(), 5, "{text}");
    assert!(folders[2].path().join("x").exists());
}

#[tokio::test]
async fn the_host_serves_inside() {
    let (_folder, host) = host().await;
    let mut spec = shell(
        "exec 3<>/dev/tcp/127.0.0.1/9001; cat <&3; exec 4<>/dev/tcp/169.254.170.2/80; cat <&4; echo $API",
    );
    spec.command[0] = "/bin/bash".into();
    let first = Listener::new("127.0.0.1:9001".parse().unwrap()).tell("API", "http://{}");
    spec.listeners = vec![first, Listener::new("169.254.170.2:80".parse().unwrap())];
    let mut running = host.start(spec).await.unwrap();
    let listeners = std::mem::take(&mut running.listeners);
    let served = std::thread::spawn(move || {
        for (listener, text) in listeners.iter().zip(["one ", "two "]) {
            listener.set_nonblocking(false).unwrap();
            listener
                .accept()
                .unwrap()
                .0
                .write_all(text.as_bytes())
                .unwrap();
        }
    });
    let text = all(&mut running.stdout).await;
    served.join().unwrap();
    assert_eq!(text, "one two http://127.0.0.1:9001\n");
}

/// As a debugger does.
#[tokio::test]
async fn the_host_connects_to_what_listens_inside() {
    let (_folder, host) = host().await;
    let script = "import socket\ns = socket.create_server(('127.0.0.1', 9003))\nprint('ready', flush=True)\n\
                  c, _ = s.accept()\nc.sendall(c.recv(9).upper())\n";
    let mut spec = python(script);
    spec.dialers = 2;
    let mut running = host.start(spec).await.unwrap();
    let mut ready = [0; 6];
    let mut stdout = running.stdout.take().unwrap();
    tokio::io::AsyncReadExt::read_exact(&mut stdout, &mut ready)
        .await
        .unwrap();
    let dialers = std::mem::take(&mut running.dialers);
    let [first, second] = <[TcpStream; 2]>::try_from(dialers).unwrap();
    let connect = |dialer: &TcpStream, port: u16| {
        // The same socket, so that it can be tried again.
        let dialer = tokio::net::TcpSocket::from_std_stream(dialer.try_clone().unwrap());
        dialer.connect(std::net::SocketAddr::from(([127, 0, 0, 1], port)))
    };
    assert!(connect(&first, 9004).await.is_err());
    assert!(connect(&second, 9004).await.is_err());
    // The kernel tells once more that the last attempt came to nothing.
    _ = connect(&first, 9003).await;
    let mut inside = connect(&first, 9003).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut inside, b"hello")
        .await
        .unwrap();
    let mut text = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut inside, &mut text)
        .await
        .unwrap();
    assert_eq!(text, "HELLO");
}

/// Two sandboxes listen at the same address, and neither reaches the other's, the host's, or the
/// metadata service of a cloud that the host itself may run in.
#[tokio::test]
async fn nothing_else_is_reached() {
    let (_folder, host) = host().await;
    let outside = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = outside.local_addr().unwrap();
    TcpStream::connect(address).unwrap();
    let mut other = shell("sleep 1000");
    other
        .listeners
        .push(Listener::new("127.0.0.1:9001".parse().unwrap()));
    let _other = host.start(other).await.unwrap();
    let script = format!(
        "import socket\nfor to in [('127.0.0.1', {}), ('127.0.0.1', 9001), ('169.254.169.254', 80), ('10.255.255.53', 53), ('1.1.1.1', 443)]:\n\
         \x20 try:\n    socket.create_connection(to, 5); print('reached', to)\n  except OSError as e: print(e.errno)\n\
         s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n\
         try: s.sendto(b'x', ('169.254.169.253', 53)); print('sent')\nexcept OSError as e: print(e.errno)\n",
        address.port()
    );
    let (text, _) = run(&host, python(&script)).await;
    let refused = libc::ECONNREFUSED;
    let unreachable = libc::ENETUNREACH;
    assert_eq!(
        text,
        format!(
            "{refused}\n{refused}\n{unreachable}\n{unreachable}\n{unreachable}\n{unreachable}\n"
        )
    );
    outside.set_nonblocking(true).unwrap();
    let _mine = outside.accept().unwrap();
    assert_eq!(
        outside.accept().unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock
    );
}

#[tokio::test]
async fn files_of_the_host_are_not_there() {
    let (folder, host) = host().await;
    std::fs::write(folder.path().join("secret"), "secret").unwrap();
    let paths = [
        "/etc/shadow",
        "/root",
        "/home/x",
        "/var/lib",
        "/var/log",
        "/boot",
        "/sys/class",
        "/old",
        "/new",
    ];
    let mut script = format!(
        "ls {0} && echo seen; ls {0}/.. && echo seen;",
        folder.path().display()
    );
    for path in paths {
        script += &format!("ls {path} && echo seen;");
    }
    script += "cat /proc/1/environ; ls /proc/1/root /proc/1/fd /proc/1/cwd; cat /proc/1/maps; cat /proc/1/mem; id -u; ls /tmp; tr '\\0' ' ' < /proc/1/cmdline";
    let (text, _) = run(&host, shell(&script)).await;
    assert!(!text.contains("seen") && !text.contains("secret"), "{text}");
    assert!(text.contains("993\nhaneul-launcher serve "), "{text}");
}

#[tokio::test]
async fn processes_of_the_host_are_not_there() {
    let (_folder, host) = host().await;
    let ours = std::process::id();
    // Kept alive while the sandbox tries to end it.
    let mut victim = std::process::Command::new("/bin/sleep")
        .arg("1000")
        .spawn()
        .unwrap();
    let script = format!(
        "import os\npids = [p for p in os.listdir('/proc') if p.isdigit()]\nprint(len(pids))\n\
         for p in [{}, {ours}, 1]:\n\x20 try: os.kill(p, 9); print('sent', p == 1)\n  except OSError as e: print(e.errno)\n",
        victim.id()
    );
    let (text, exit) = run(&host, python(&script)).await;
    assert_eq!(exit, Exit::Code(0));
    // A signal to its own first process is sent and does nothing, since that does not want it.
    assert_eq!(text, format!("2\n{0}\n{0}\nsent True\n", libc::ESRCH));
    assert!(victim.try_wait().unwrap().is_none());
    victim.kill().unwrap();
    victim.wait().unwrap();
}

#[tokio::test]
async fn stopped_and_let_go_on() {
    let (_folder, host) = host().await;
    let mut running = host
        .start(shell("(while :; do :; done) & while :; do echo tick; done"))
        .await
        .unwrap();
    let mut stdout = running.stdout.take().unwrap();
    let mut text = vec![0; 5];
    tokio::io::AsyncReadExt::read_exact(&mut stdout, &mut text)
        .await
        .unwrap();
    running.freeze().await.unwrap();
    let states = || {
        let mut states = Vec::new();
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            let fields: Vec<&str> = stat
                .rsplit_once(')')
                .map_or(vec![], |(_, rest)| rest.split_whitespace().collect());
            if fields
                .get(1)
                .is_some_and(|parent| *parent == running.pid().to_string())
            {
                states.push(fields[0].to_string());
            }
        }
        states
    };
    // A signal that was sent acts when the process runs next, on whichever processor it was.
    while states().iter().any(|s| s != "T") {
        std::thread::yield_now();
    }
    // What it used while it was stopped is counted a moment later, and is little.
    let (used, begun) = (running.cpu_time(), Instant::now());
    while begun.elapsed() < Duration::from_millis(50) {
        assert_eq!(states(), ["T"]);
    }
    let more = running.cpu_time().zip(used).map(|(now, used)| now - used);
    assert!(more < Some(Duration::from_millis(5)), "{more:?}");
    running.thaw().await.unwrap();
    let mut more = vec![0; 200_000];
    tokio::io::AsyncReadExt::read_exact(&mut stdout, &mut more)
        .await
        .unwrap();
    running.freeze().await.unwrap();
    running.kill();
    assert_eq!(running.wait().await, Exit::Killed);
}

/// A program that reads nothing that was not meant for it: no file is open but its three.
#[tokio::test]
async fn no_open_files_but_three() {
    let (_folder, host) = host().await;
    let _leak = std::fs::File::open("/etc/passwd").unwrap();
    let (text, _) = run(
        &host,
        python("import os; print(sorted(os.listdir('/proc/self/fd')))"),
    )
    .await;
    assert_eq!(text, "['0', '1', '2', '3']\n", "3 is the listing itself");
}

#[tokio::test]
async fn what_lingers_outlives_the_program() {
    let (_folder, host) = host().await;
    let mut spec = shell("( ( read -r word </tmp/word; echo $word ) & ); exec sleep 1000");
    spec.command[2].insert_str(0, "mkfifo /tmp/word; echo made; ");
    spec.lingers = true;
    let mut running = host.start(spec).await.unwrap();
    let mut out = running.stdout.take().unwrap();
    let mut made = [0; 5];
    tokio::io::AsyncReadExt::read_exact(&mut out, &mut made)
        .await
        .unwrap();
    running.end_program();
    assert_eq!(running.wait_for_program().await, Exit::Signal(9));
    assert_eq!(
        (running.ended(), running.program()),
        (None, Some(Exit::Signal(9)))
    );
    running.kill();
    running.wait().await;
    // With the last of them all ends.
    let mut spec = shell("( ( sleep 0.1; echo last ) & ); exit 5");
    spec.lingers = true;
    let (text, exit) = run(&host, spec).await;
    assert_eq!((text.as_str(), exit), ("last\n", Exit::Code(5)));
}
