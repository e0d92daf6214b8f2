// SPDX-License-Identifier: GPL-2.0-or-later

//! Timers, as far as devices and the codec `timer` use them.
//!
//! Facts: reference/vmstate-wire.md, section 12, and
//! reference/qemu-rust-api.md, section 3.1.

use std::{
    collections::BTreeMap,
    ffi::{c_int, c_void},
    sync::{
        atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering},
        Mutex, MutexGuard, PoisonError,
    },
    thread::{self, ThreadId},
};

use crate::clock::{self, QEMUClockType};

/// Only a name: there are no lists of timers here.
#[derive(Debug)]
pub struct QEMUTimerListGroup(());

/// Function that a timer calls.
pub type QEMUTimerCB = unsafe extern "C" fn(opaque: *mut c_void);

/// A timer.
///
/// As in C, one whose bytes are all zero is not initialised: it says that it is
/// pending at time 0, and must not be modified. A device has it inside of
/// `util::timer::Timer`: what can be done with it is [`Ticking`].
#[repr(C)]
#[derive(Debug, Default)]
pub struct QEMUTimer {
    /// In nanoseconds; negative if not pending.
    expire_time: AtomicI64,
    /// Key in the table of pending timers; 0 if not initialised.
    id: AtomicU64,
    scale: AtomicU32,
}

/// What a pending timer is going to do.
#[derive(Clone, Copy, Debug)]
struct Entry {
    owner: ThreadId,
    expire_time: i64,
    /// Address of the timer.
    timer: usize,
    /// Clock, function and argument, the latter as an address.
    clock: QEMUClockType,
    callback: QEMUTimerCB,
    opaque: usize,
    pending: bool,
}

/// All initialised timers.
static TIMERS: Mutex<BTreeMap<u64, Entry>> = Mutex::new(BTreeMap::new());
static NEXT_ID: AtomicU64 = AtomicU64::new(1);

fn timers() -> MutexGuard<'static, BTreeMap<u64, Entry>> {
    TIMERS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl QEMUTimer {
    fn set(&self, expire_time: i64) {
        self.expire_time.store(expire_time, Ordering::Relaxed);
        let id = self.id.load(Ordering::Relaxed);
        if let Some(entry) = timers().get_mut(&id) {
            entry.expire_time = expire_time;
            entry.pending = expire_time >= 0;
        }
    }
}

/// What the crate `util` does with a timer.
pub trait Ticking {
    /// Initialise the timer, which then is not pending.
    ///
    /// # Safety
    ///
    /// The timer must not move, and `opaque` be what `callback` wants, until
    /// [`deinit`](Self::deinit) is called.
    unsafe fn init(
        &self,
        clock: QEMUClockType,
        scale: c_int,
        callback: QEMUTimerCB,
        opaque: *mut c_void,
    );

    /// Forget the timer.
    fn deinit(&self);

    /// Whether [`init`](Self::init) was called.
    fn is_initialized(&self) -> bool;

    /// Make the timer expire at a time in nanoseconds.
    ///
    /// # Panics
    ///
    /// If the timer was not initialised; QEMU would crash.
    fn modify_ns(&self, expire_time: i64);

    /// Make the timer expire at a time in its own unit.
    ///
    /// # Panics
    ///
    /// If the timer was not initialised; QEMU would crash.
    fn modify(&self, expire_time: u64);

    /// Stop the timer.
    fn delete(&self);

    /// When the timer expires, in nanoseconds, if it is pending.
    fn expire_time_ns(&self) -> Option<i64>;
}

impl Ticking for QEMUTimer {
    unsafe fn init(
        &self,
        clock: QEMUClockType,
        scale: c_int,
        callback: QEMUTimerCB,
        opaque: *mut c_void,
    ) {
        self.deinit();
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        let entry = Entry {
            owner: thread::current().id(),
            expire_time: -1,
            timer: std::ptr::from_ref(self) as usize,
            clock,
            callback,
            opaque: opaque as usize,
            pending: false,
        };
        timers().insert(id, entry);
        self.id.store(id, Ordering::Relaxed);
        self.scale.store(scale.unsigned_abs(), Ordering::Relaxed);
        self.expire_time.store(-1, Ordering::Relaxed);
    }

    fn deinit(&self) {
        let id = self.id.swap(0, Ordering::Relaxed);
        timers().remove(&id);
        self.expire_time.store(0, Ordering::Relaxed);
    }

    fn is_initialized(&self) -> bool {
        self.id.load(Ordering::Relaxed) != 0
    }

    fn modify_ns(&self, expire_time: i64) {
        assert!(self.is_initialized(), "timer is not initialized");
        self.set(expire_time.max(0));
    }

    fn modify(&self, expire_time: u64) {
        let scale = u64::from(self.scale.load(Ordering::Relaxed));
        // C multiplies signed numbers
        self.modify_ns(expire_time.wrapping_mul(scale) as i64);
    }

    fn delete(&self) {
        self.set(-1);
    }

    fn expire_time_ns(&self) -> Option<i64> {
        let expire_time = self.expire_time.load(Ordering::Relaxed);
        (expire_time >= 0).then_some(expire_time)
    }
}

/// A timer that will expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// When, in nanoseconds.
    pub expire_ns: i64,
    /// Of which clock.
    pub clock: QEMUClockType,
    /// Address of the object that is passed to its function.
    pub opaque: usize,
}

/// The pending timers that were initialised by this thread, next one first.
pub fn pending() -> Vec<Pending> {
    let me = thread::current().id();
    let mut all: Vec<_> = timers()
        .values()
        .filter(|entry| entry.owner == me && entry.pending)
        .map(|entry| Pending {
            expire_ns: entry.expire_time,
            clock: entry.clock,
            opaque: entry.opaque,
        })
        .collect();
    all.sort_by_key(|timer| timer.expire_ns);
    all
}

/// The timers of this thread whose time has come, no longer pending.
fn take_expired() -> Vec<Entry> {
    let me = thread::current().id();
    let mut expired = vec![];
    let mut all = timers();
    for entry in all.values_mut() {
        let is_due = entry.expire_time <= clock::get_ns(entry.clock);
        if entry.owner == me && entry.pending && is_due {
            entry.pending = false;
            expired.push(*entry);
        }
    }
    drop(all);
    expired.sort_by_key(|entry| entry.expire_time);
    expired
}

/// Run the timers of this thread whose time has come, as QEMU's main loop does,
/// and return how many did.  Those that a function starts anew wait for the
/// next call.
///
/// # Safety
///
/// The timers must not have been moved, nor the objects that they were
/// initialised with.
pub unsafe fn run_expired() -> usize {
    let expired = take_expired();
    for entry in &expired {
        // SAFETY: promised to init() and by the caller
        unsafe {
            // no longer pending when the function runs
            (*(entry.timer as *const QEMUTimer)).delete();
            (entry.callback)(entry.opaque as *mut c_void);
        }
    }
    expired.len()
}
