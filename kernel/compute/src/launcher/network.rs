//! The network of a sandbox: a loopback of its own, and what listens on it.

use super::sys::{Trouble, check, during};
use crate::Listener;
use std::io;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

pub fn name(name: &str) -> io::Result<()> {
    // SAFETY: the length is told.
    check(unsafe { libc::sethostname(name.as_ptr().cast(), name.len()) })?;
    Ok(())
}

/// Brings the loopback up and listens. The listeners belong to this namespace, whoever serves them.
pub fn listen(listeners: &[Listener]) -> Result<Vec<TcpListener>, Trouble> {
    let socket = during("asking for the loopback", control())?;
    during("bringing the loopback up", up(&socket))?;
    let mut made = Vec::new();
    for (number, listener) in listeners.iter().enumerate() {
        let what = format!("listening on {}", listener.address);
        if let IpAddr::V4(address) = listener.address.ip() {
            if !address.is_loopback() && !address.is_unspecified() {
                during(&what, give(&socket, number, address))?;
            }
        }
        let listening = TcpListener::bind(listener.address);
        made.push(during(&what, listening)?);
    }
    Ok(made)
}

/// Sockets of this namespace that are not connected yet: who connects one from outside comes from here.
pub fn dialers(count: u8) -> Result<Vec<OwnedFd>, Trouble> {
    let kind = libc::SOCK_STREAM | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
    let made = (0..count).map(|_| socket(kind)).collect();
    during("making sockets", made)
}

/// Whether the loopback can be brought up: for the probe.
pub fn loopback() -> io::Result<()> {
    up(&control()?)
}

fn control() -> io::Result<OwnedFd> {
    socket(libc::SOCK_DGRAM | libc::SOCK_CLOEXEC)
}

fn socket(kind: libc::c_int) -> io::Result<OwnedFd> {
    // SAFETY: plain numbers; the kernel makes the file for us.
    unsafe {
        let fd = check(libc::socket(libc::AF_INET, kind, 0))?;
        Ok(OwnedFd::from_raw_fd(fd))
    }
}

fn request(name: &str) -> libc::ifreq {
    // SAFETY: zeros are a request without a name.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request
        .ifr_name
        .iter_mut()
        .zip(name.bytes().take(libc::IFNAMSIZ - 1))
    {
        *to = from as libc::c_char;
    }
    request
}

fn up(socket: &OwnedFd) -> io::Result<()> {
    let mut request = request("lo");
    request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short;
    // SAFETY: the request lives until the call returns.
    check(unsafe {
        libc::ioctl(
            socket.as_raw_fd(),
            libc::SIOCSIFFLAGS as _,
            &raw const request,
        )
    })?;
    Ok(())
}

/// Another address of the loopback.
fn give(socket: &OwnedFd, number: usize, address: Ipv4Addr) -> io::Result<()> {
    let word = |address: Ipv4Addr| {
        // SAFETY: zeros are an address without anything, of which the IPv4 parts are filled in.
        unsafe {
            let mut whole: libc::sockaddr = std::mem::zeroed();
            let inet = (&raw mut whole).cast::<libc::sockaddr_in>();
            (*inet).sin_family = libc::AF_INET as libc::sa_family_t;
            (*inet).sin_addr.s_addr = u32::from(address).to_be();
            whole
        }
    };
    let mut request = request(&format!("lo:{number}"));
    for (call, value) in [
        (libc::SIOCSIFADDR, address),
        (libc::SIOCSIFNETMASK, Ipv4Addr::BROADCAST),
    ] {
        request.ifr_ifru.ifru_addr = word(value);
        // SAFETY: the request lives until the call returns.
        check(unsafe { libc::ioctl(socket.as_raw_fd(), call as _, &raw const request) })?;
    }
    Ok(())
}
