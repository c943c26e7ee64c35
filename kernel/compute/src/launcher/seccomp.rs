//! Which system calls a sandbox may make.
//!
//! A program of the kernel's own small machine looks at each call. What it refuses is what a function
//! has no business with, also where capabilities would refuse it anyway: a mistake in one of the two
//! then opens nothing. Calls that did not exist when this was written are unknown to it and answered as
//! if the kernel did not have them.

use super::sys::{self, check};
use std::io;

/// Refused with "operation not permitted".
const REFUSED: &[libc::c_long] = &[
    // Other file systems, other roots.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    libc::SYS_fanotify_init,
    // Other namespaces.
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    // Other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    // The kernel's keys, programs, counters and insides.
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_kexec_file_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_syslog,
    libc::SYS_vhangup,
    libc::SYS_lookup_dcookie,
    libc::SYS_nfsservctl,
    // The host's clock.
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_modify_ldt,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_uselib,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ustat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_sysfs,
    #[cfg(target_arch = "x86_64")]
    libc::SYS__sysctl,
];

/// The last call known when this was written (`mseal`, 462).
const LAST: u32 = 462;

#[cfg(target_arch = "x86_64")]
const ARCHITECTURE: u32 = 0xC000_003E;
#[cfg(target_arch = "aarch64")]
const ARCHITECTURE: u32 = 0xC000_00B7;
#[cfg(target_arch = "riscv64")]
const ARCHITECTURE: u32 = 0xC000_00F3;

/// Calls with other numbers, for x86-64's 32-bit pointers.
const X32: u32 = 0x4000_0000;

const NAMESPACES: u32 = (libc::CLONE_NEWUSER
    | libc::CLONE_NEWNS
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWCGROUP) as u32;

const ALLOW: u32 = libc::SECCOMP_RET_ALLOW;
const KILL: u32 = libc::SECCOMP_RET_KILL_PROCESS;

const fn fails(error: libc::c_int) -> u32 {
    libc::SECCOMP_RET_ERRNO | error as u32
}

/// Where in what the machine looks at things lie: number, architecture, low halves of arguments.
const NUMBER: u32 = 0;
const ARCH: u32 = 4;
const FIRST: u32 = 16;
const SECOND: u32 = 24;
const THIRD: u32 = 32;

/// Only from here on: for the calling process and what it starts. Needs "no new privileges".
pub fn install() -> io::Result<()> {
    let program = program();
    let whole = libc::sock_fprog {
        len: program.len() as libc::c_ushort,
        filter: program.as_ptr().cast_mut(),
    };
    sys::prctl(libc::PR_SET_NO_NEW_PRIVS, 1)?;
    // SAFETY: the program lives until the call returns, which copies it.
    check(unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_SET_MODE_FILTER,
            0,
            &raw const whole,
        )
    })?;
    Ok(())
}

fn program() -> Vec<libc::sock_filter> {
    let mut p = vec![load(ARCH)];
    p.extend(unless(ARCHITECTURE, vec![ret(KILL)]));
    p.push(load(NUMBER));
    p.extend(above(X32 - 1, vec![ret(fails(libc::ENOSYS))]));
    p.extend(above(LAST, vec![ret(fails(libc::ENOSYS))]));
    for call in REFUSED {
        p.extend(when(*call as u32, vec![ret(fails(libc::EPERM))]));
    }
    // What it is asked for lies in memory, where the filter cannot look: the C library then uses clone.
    p.extend(when(
        libc::SYS_clone3 as u32,
        vec![ret(fails(libc::ENOSYS))],
    ));
    p.extend(when(libc::SYS_clone as u32, clone()));
    p.extend(when(libc::SYS_socket as u32, socket()));
    p.extend(when(libc::SYS_ioctl as u32, ioctl()));
    p.push(ret(ALLOW));
    p
}

/// Threads and processes, but no namespaces.
fn clone() -> Vec<libc::sock_filter> {
    vec![
        load(FIRST),
        statement(libc::BPF_ALU | libc::BPF_AND | libc::BPF_K, NAMESPACES),
        jump(libc::BPF_JEQ, 0, 0, 1),
        ret(ALLOW),
        ret(fails(libc::EPERM)),
    ]
}

/// TCP, UDP, local sockets, and the kernel's list of interfaces, which resolvers read.
fn socket() -> Vec<libc::sock_filter> {
    let mut p = vec![load(FIRST)];
    p.extend(when(libc::AF_UNIX as u32, vec![ret(ALLOW)]));
    p.extend(when(
        libc::AF_NETLINK as u32,
        vec![
            load(THIRD),
            jump(libc::BPF_JEQ, libc::NETLINK_ROUTE as u32, 0, 1),
            ret(ALLOW),
            ret(fails(libc::EPERM)),
        ],
    ));
    for family in [libc::AF_INET, libc::AF_INET6] {
        let mut internet = vec![
            load(SECOND),
            statement(libc::BPF_ALU | libc::BPF_AND | libc::BPF_K, 0xF),
        ];
        internet.extend(when(libc::SOCK_STREAM as u32, vec![ret(ALLOW)]));
        internet.extend(when(libc::SOCK_DGRAM as u32, vec![ret(ALLOW)]));
        internet.push(ret(fails(libc::EPERM)));
        p.extend(when(family as u32, internet));
    }
    p.push(ret(fails(libc::EAFNOSUPPORT)));
    p
}

/// No typing into somebody's terminal.
fn ioctl() -> Vec<libc::sock_filter> {
    const TIOCLINUX: u32 = 0x541C;
    let mut p = vec![load(SECOND)];
    for request in [libc::TIOCSTI as u32, TIOCLINUX] {
        p.extend(when(request, vec![ret(fails(libc::EPERM))]));
    }
    p.push(ret(ALLOW));
    p
}

fn statement(code: u32, value: u32) -> libc::sock_filter {
    jump_or_not(code, value, 0, 0)
}

fn jump(kind: u32, value: u32, yes: usize, no: usize) -> libc::sock_filter {
    jump_or_not(libc::BPF_JMP | kind | libc::BPF_K, value, yes, no)
}

fn jump_or_not(code: u32, value: u32, yes: usize, no: usize) -> libc::sock_filter {
    libc::sock_filter {
        code: code as u16,
        jt: yes as u8,
        jf: no as u8,
        k: value,
    }
}

fn load(offset: u32) -> libc::sock_filter {
    statement(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, offset)
}

fn ret(answer: u32) -> libc::sock_filter {
    statement(libc::BPF_RET | libc::BPF_K, answer)
}

/// These steps, each list of which ends by answering, when the value is this.
fn when(value: u32, then: Vec<libc::sock_filter>) -> Vec<libc::sock_filter> {
    let mut p = vec![jump(libc::BPF_JEQ, value, 0, then.len())];
    p.extend(then);
    p
}

fn unless(value: u32, then: Vec<libc::sock_filter>) -> Vec<libc::sock_filter> {
    let mut p = vec![jump(libc::BPF_JEQ, value, then.len(), 0)];
    p.extend(then);
    p
}

fn above(value: u32, then: Vec<libc::sock_filter>) -> Vec<libc::sock_filter> {
    let mut p = vec![jump(libc::BPF_JGT, value, 0, then.len())];
    p.extend(then);
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kernel's machine, as far as the filter uses it.
    fn answer(number: i64, arguments: [u32; 3]) -> u32 {
        let word = |offset: u32| match offset {
            NUMBER => number as u32,
            ARCH => ARCHITECTURE,
            FIRST => arguments[0],
            SECOND => arguments[1],
            THIRD => arguments[2],
            _ => unreachable!(),
        };
        let (program, mut at, mut seen) = (program(), 0, 0);
        loop {
            let step = program[at];
            at += 1;
            let code = u32::from(step.code);
            match code & 7 {
                libc::BPF_LD => seen = word(step.k),
                libc::BPF_ALU => seen &= step.k,
                libc::BPF_RET => return step.k,
                _ => {
                    let yes = match code & 0xF0 {
                        libc::BPF_JEQ => seen == step.k,
                        _ => seen > step.k,
                    };
                    at += usize::from(if yes { step.jt } else { step.jf });
                }
            }
        }
    }

    #[test]
    fn threads_but_no_namespaces() {
        let thread = libc::CLONE_VM | libc::CLONE_THREAD | libc::CLONE_SIGHAND;
        assert_eq!(answer(libc::SYS_clone, [thread as u32, 0, 0]), ALLOW);
        assert_eq!(
            answer(libc::SYS_clone, [libc::CLONE_NEWUSER as u32, 0, 0]),
            fails(libc::EPERM)
        );
        assert_eq!(answer(libc::SYS_clone3, [0; 3]), fails(libc::ENOSYS));
        assert_eq!(answer(libc::SYS_unshare, [0; 3]), fails(libc::EPERM));
    }

    #[test]
    fn sockets_of_the_internet_but_not_raw_ones() {
        let tcp = (libc::SOCK_STREAM | libc::SOCK_CLOEXEC) as u32;
        let socket = |family: i32, kind: u32, protocol: u32| {
            answer(libc::SYS_socket, [family as u32, kind, protocol])
        };
        assert_eq!(socket(libc::AF_INET, tcp, 0), ALLOW);
        assert_eq!(socket(libc::AF_INET6, libc::SOCK_DGRAM as u32, 0), ALLOW);
        assert_eq!(socket(libc::AF_UNIX, tcp, 0), ALLOW);
        assert_eq!(
            socket(libc::AF_INET, libc::SOCK_RAW as u32, 1),
            fails(libc::EPERM)
        );
        assert_eq!(socket(libc::AF_NETLINK, libc::SOCK_RAW as u32, 0), ALLOW);
        assert_eq!(
            socket(libc::AF_NETLINK, libc::SOCK_RAW as u32, 12),
            fails(libc::EPERM)
        );
        assert_eq!(
            socket(libc::AF_PACKET, libc::SOCK_RAW as u32, 0),
            fails(libc::EAFNOSUPPORT)
        );
        assert_eq!(socket(libc::AF_VSOCK, tcp, 0), fails(libc::EAFNOSUPPORT));
    }

    #[test]
    fn what_is_unknown_is_not_there() {
        assert_eq!(answer(500, [0; 3]), fails(libc::ENOSYS));
        assert_eq!(answer(i64::from(X32) + 1, [0; 3]), fails(libc::ENOSYS));
        assert_eq!(answer(libc::SYS_read, [0; 3]), ALLOW);
    }
}
