//! Sockets of a sandbox's network, used more than once.

use std::io;
use std::net::TcpStream;
use std::os::fd::AsRawFd;

/// Ends the connection of one of [`Running::dialers`](crate::Running::dialers), or the try of one: the
/// socket can connect again, and is still of the sandbox's network.
pub fn hang_up(dialer: &TcpStream) -> io::Result<()> {
    // SAFETY: zeros are an address of no family, which is told with its length.
    let done = unsafe {
        let mut nobody: libc::sockaddr = std::mem::zeroed();
        nobody.sa_family = libc::AF_UNSPEC as libc::sa_family_t;
        libc::connect(
            dialer.as_raw_fd(),
            &raw const nobody,
            size_of::<libc::sockaddr>() as libc::socklen_t,
        )
    };
    match done {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    #[test]
    fn a_socket_that_hung_up_connects_again() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let to = listener.local_addr().unwrap();
        let mut socket = TcpStream::connect(to).unwrap();
        for word in ["one", "two"] {
            let (mut other, _) = listener.accept().unwrap();
            socket.write_all(word.as_bytes()).unwrap();
            let mut read = [0; 3];
            other.read_exact(&mut read).unwrap();
            assert_eq!(read, word.as_bytes());
            hang_up(&socket).unwrap();
            socket = again(socket, to);
        }
    }

    fn again(socket: TcpStream, to: std::net::SocketAddr) -> TcpStream {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_io().build().unwrap();
        runtime.block_on(async {
            socket.set_nonblocking(true).unwrap();
            let socket = tokio::net::TcpSocket::from_std_stream(socket);
            let connected = socket.connect(to).await.unwrap().into_std().unwrap();
            connected.set_nonblocking(false).unwrap();
            connected
        })
    }
}
