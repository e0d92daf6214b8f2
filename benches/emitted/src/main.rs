// SPDX-License-Identifier: GPL-2.0-or-later

//! Snapshot and restore of emitted crates beside the same by hand: ns and allocations of one round,
//! and what one is of the other.
//!
//! `cargo run --release --manifest-path benches/emitted/Cargo.toml`

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hint::black_box,
    num::NonZeroU8,
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use bench_emitted::{self as by_hand, ByHand};
use migration::ToMigrationState;

const ROUNDS: usize = 201;
const TIMES: u32 = 2_000;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: the system's allocator, counted
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn emitted<T: ToMigrationState>(state: &mut T) {
    let mirror = state.to_migration_state().unwrap();
    state
        .restore_migrated_state_mut(*black_box(mirror), 1)
        .unwrap();
}

fn hand<T: ByHand>(state: &mut T) {
    let mirror = state.boxed().unwrap();
    state.restore(*black_box(mirror)).unwrap();
}

/// ns of one call.
fn timed(mut call: impl FnMut()) -> f64 {
    let begin = Instant::now();
    (0..TIMES).for_each(|_| call());
    begin.elapsed().as_nanos() as f64 / f64::from(TIMES)
}

/// Allocations of one call, when it has been called before.
fn allocations(mut call: impl FnMut()) -> usize {
    call();
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    call();
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn row(name: &str, mut made: impl FnMut(), mut by_hand: impl FnMut()) {
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let counts = (allocations(&mut made), allocations(&mut by_hand));
    for _ in 0..ROUNDS {
        let (emitted, hand) = (timed(&mut made), timed(&mut by_hand));
        ours.push(emitted);
        theirs.push(hand);
        ratios.push(emitted / hand);
    }
    println!(
        "{name:<8}{:>10.1}{:>10.1}{:>8.2}{:>14}{:>8}",
        median(ours),
        median(theirs),
        median(ratios),
        counts.0,
        counts.1,
    );
    assert_eq!(
        counts,
        (1, 1),
        "a round allocates the mirror and nothing else"
    );
}

fn main() {
    println!(
        "{:<8}{:>10}{:>10}{:>8}{:>14}{:>8}",
        "", "emitted", "by hand", "ratio", "allocations", "by hand"
    );

    let mut made = pl011::registers::PL011Registers::default();
    let mut written = by_hand::pl011::Registers::default();
    (made.read_pos, made.read_count) = (3, 9);
    (written.read_pos, written.read_count) = (3, 9);
    row(
        "pl011",
        || emitted(black_box(&mut made)),
        || hand(black_box(&mut written)),
    );

    let mut made = pl022::registers::PL022Registers::default();
    let mut written = by_hand::pl022::Registers::default();
    made.tx_fifo.extend([1, 2, 3, 4, 5]);
    made.rx_fifo.extend(1..=8);
    made.prescaler = NonZeroU8::new(2);
    written.tx.extend([1, 2, 3, 4, 5]);
    written.rx.extend(1..=8);
    written.prescaler = NonZeroU8::new(2);
    row(
        "pl022",
        || emitted(black_box(&mut made)),
        || hand(black_box(&mut written)),
    );

    let mut made = hpet::registers::HPETRegisters::default();
    let mut written = by_hand::hpet::Registers::default();
    row(
        "hpet",
        || emitted(black_box(&mut made)),
        || hand(black_box(&mut written)),
    );
}
