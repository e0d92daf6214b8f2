// SPDX-License-Identifier: GPL-2.0-or-later

//! Bytes that nobody would save: no panic, no endless loop, no access outside
//! of the objects, and never an accepted body that was not consumed.

mod tables;

use std::{ffi::c_void, ptr::null_mut};

use migration_core::{
    engine::{load_mut, save, Error},
    VMStateDescription,
};
use tables::*;

/// Random numbers, the same in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// Call a function with truncated, extended, changed and random bodies.
fn for_all_bodies(good: &[u8], mut check: impl FnMut(&[u8])) {
    for length in 0..good.len() {
        check(&good[..length]);
    }
    let mut body = good.to_vec();
    for position in 0..good.len() {
        for value in [0, 1, 4, 5, 8, 0x30, 0x7e, 0x7f, 0x80, 0xff] {
            body[position] = value;
            check(&body);
        }
        body[position] = good[position];
    }
    let mut random = Random(0x1234_5678_9abc_def1);
    for _ in 0..2000 {
        let mut other = good.to_vec();
        for _ in 0..=random.below(4) {
            let position = random.below(other.len());
            match random.below(3) {
                0 => other[position] = random.next() as u8,
                1 => other.insert(position, random.next() as u8),
                _ => drop(other.remove(position)),
            }
        }
        check(&other);
    }
    for _ in 0..500 {
        let length = random.below(64);
        let noise: Vec<_> = (0..length).map(|_| random.next() as u8).collect();
        check(&noise);
    }
}

/// For an object that is made of plain data: what loads must save again, if
/// it has the length of what is saved.
fn check_plain<T: Clone>(vmsd: &VMStateDescription<T>, value: &T, version: u32) {
    let good = save(vmsd, value).unwrap();
    for_all_bodies(&good, |body| {
        let mut to = value.clone();
        if load_mut(vmsd, &mut to, version, body).is_ok() {
            save(vmsd, &to).unwrap();
        }
    });
}

#[test]
fn plain_data() {
    check_plain(&DEMO, &DEMO_VALUE, 1);
    check_plain(&OUT, &OUT_VALUE, 2);
    check_plain(&OUT, &OUT_VALUE, 1);
    check_plain(&DEV, &Dev { key: 1, val: 2 }, 5);
    let vout = Vout {
        inner: IN_VALUE,
        a: 5,
    };
    check_plain(&VOUT, &vout, 1);
}

#[test]
fn pointers() {
    let mut points = [None, pt(1, 10), None, pt(2, 11), pt(3, 12)];
    let mut object = Ptrs::new(&mut points, 1);
    let good = save(&PTRS, &object).unwrap();
    for_all_bodies(&good, |body| {
        // whether it loads depends on the bytes
        let _: Result<(), Error> = load_mut(&PTRS, &mut object, 1, body);
    });
}

#[test]
fn run_time_lengths() {
    let mut buf = *b"hello";
    let mut bmp = [1, 0x22];
    let mut object = Lengths {
        buf_len: 5,
        buf: buf.as_mut_ptr(),
        bits: 70,
        bmp: bmp.as_mut_ptr(),
        ..Lengths::new()
    };
    let mut v = [1, 2, 3];
    object.n = 3;
    object.v = v.as_mut_ptr();
    let good = save(&LENGTHS, &object).unwrap();
    object.v = null_mut();
    for_all_bodies(&good, |body| {
        object.lim = 100;
        // whether it loads depends on the bytes
        let _: Result<(), Error> = load_mut(&LENGTHS, &mut object, 1, body);
        if !object.v.is_null() {
            // SAFETY: allocated by the load, which had the same count
            unsafe {
                vmstate_engine::release_array(object.v.cast::<c_void>(), 2, object.n as usize);
            }
            object.v = null_mut();
        }
    });
}
