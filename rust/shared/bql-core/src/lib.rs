// SPDX-License-Identifier: GPL-2.0-or-later

//! What QEMU's crate `bql` offers: cells that the big QEMU lock protects.
//!
//! There is no lock here, only the question whether the caller has it: after
//! [`start_test`] every thread is taken to hold it.  Facts:
//! reference/qemu-rust-api.md, section 3.2.

mod cell;
mod refcell;

use std::{
    cell::Cell,
    sync::atomic::{AtomicBool, Ordering},
};

pub use cell::BqlCell;
pub use refcell::{BqlRef, BqlRefCell, BqlRefMut};

static STARTED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static RELEASED: Cell<bool> = const { Cell::new(false) };
    static UNLOCK_BLOCKED: Cell<u32> = const { Cell::new(0) };
}

/// Whether the current thread holds the big QEMU lock.
pub fn is_locked() -> bool {
    STARTED.load(Ordering::Relaxed) && !RELEASED.get()
}

/// Pretend that the lock is held, from now on; for tests.
pub fn start_test() {
    STARTED.store(true, Ordering::Relaxed);
}

/// Count the borrows during which the lock must not be released.
pub fn block_unlock(increase: bool) {
    UNLOCK_BLOCKED.set(if increase {
        UNLOCK_BLOCKED.get() + 1
    } else {
        UNLOCK_BLOCKED.get() - 1
    });
}

/// Run a function as if the current thread did not hold the lock.
///
/// QEMU has no such function; it is here for tests of code that must, or must
/// not, be called without the lock.
///
/// # Panics
///
/// If a [`BqlRefCell`] is borrowed, as QEMU does when the lock is released
/// then.
pub fn without_lock<R>(function: impl FnOnce() -> R) -> R {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            RELEASED.set(self.0);
        }
    }

    assert_eq!(
        UNLOCK_BLOCKED.get(),
        0,
        "BQL released while a BqlRefCell is borrowed"
    );
    let _restore = Restore(RELEASED.replace(true));
    function()
}

#[cfg(test)]
mod tests {
    use std::panic::{catch_unwind, AssertUnwindSafe};

    use super::*;

    #[test]
    fn lock() {
        start_test();
        assert!(is_locked());
        let cell = BqlCell::new(1);
        cell.set(2);
        let panics = |f: &dyn Fn()| catch_unwind(AssertUnwindSafe(f)).is_err();
        assert!(panics(&|| without_lock(|| cell.set(4))));
        assert_eq!(cell.replace(3), 2);
        assert_eq!(cell.take(), 3);
        let shared = BqlRefCell::new(vec![1]);
        shared.borrow_mut().push(2);
        assert_eq!(*shared.borrow(), [1, 2]);
        let borrowed = shared.borrow();
        assert!(panics(&|| without_lock(|| ())));
        assert!(panics(&|| drop(shared.borrow_mut())));
        drop(borrowed);
        assert!(without_lock(|| true));
    }
}
