// SPDX-License-Identifier: GPL-2.0-or-later

//! The worked examples of reference/vmstate-wire.md, section 16, byte for byte
//! and in both directions.

mod tables;

use std::ffi::{c_int, c_void};

use migration_core::engine::{load_mut, save, save_described, Error, ErrorClass};
use tables::*;

/// Bytes from hex digits; spaces and `|` are skipped.
fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits
        .chunks(2)
        .map(|pair| (pair[0] * 16 + pair[1]) as u8)
        .collect()
}

fn class(result: Result<(), Error>) -> (ErrorClass, c_int) {
    let error = result.unwrap_err();
    (error.class, error.code)
}

const IN_EXTRA: &str = "05 08 69 6e 2f 65 78 74 72 61 00 00 00 07 66";

#[test]
fn e1_scalars() {
    let body = hex(
        "01 fe beef ffffff9c 0123456789abcdef 525400123456 0000000000000001 0001ffff 0000 00000009",
    );
    let (data, json) = save_described(&DEMO, &DEMO_VALUE).unwrap();
    assert_eq!(data, body);
    assert_eq!(data.len(), 40);
    assert_eq!(
        json,
        concat!(
            r#"{"vmsd_name": "demo", "version": 1, "fields": ["#,
            r#"{"name": "on", "type": "bool", "size": 1}, "#,
            r#"{"name": "t", "type": "int8", "size": 1}, "#,
            r#"{"name": "id", "type": "uint16", "size": 2}, "#,
            r#"{"name": "d", "type": "int32", "size": 4}, "#,
            r#"{"name": "w", "type": "uint64", "size": 8}, "#,
            r#"{"name": "mac", "type": "buffer", "size": 6}, "#,
            r#"{"name": "f", "type": "CPU_Double_U", "size": 8}, "#,
            r#"{"name": "arr", "array_len": 2, "type": "int16", "size": 2}, "#,
            r#"{"name": "unused", "type": "unused_buffer", "size": 2}, "#,
            r#"{"name": "eq", "type": "uint32 equal", "size": 4}]}"#,
        )
    );

    let mut demo = Demo {
        eq: 9,
        ..Demo::default()
    };
    load_mut(&DEMO, &mut demo, 1, &body).unwrap();
    assert_eq!(demo, DEMO_VALUE);

    // a local value of 8 is refused, after all else was loaded
    let mut other = Demo {
        eq: 8,
        ..Demo::default()
    };
    let error = load_mut(&DEMO, &mut other, 1, &body).unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::Element, -22));
    assert!(error.message.contains("9 != 8"), "{error}");
    assert!(error.message.contains("check the size"), "{error}");
    assert_eq!(
        other,
        Demo {
            eq: 8,
            ..DEMO_VALUE
        }
    );

    // any byte is a bool
    let mut odd = body;
    odd[0] = 0xff;
    load_mut(&DEMO, &mut demo, 1, &odd).unwrap();
    assert!(demo.on);
}

#[test]
fn e2_subsection_in_the_middle() {
    let body = hex(&format!("11 | 22334455 66 | {IN_EXTRA} | 7788"));
    let (data, json) = save_described(&OUT, &OUT_VALUE).unwrap();
    assert_eq!(data, body);
    assert_eq!(
        json,
        concat!(
            r#"{"vmsd_name": "out", "version": 2, "fields": [{"name": "a", "type": "uint8", "#,
            r#""size": 1}, {"name": "in", "type": "struct", "struct": {"vmsd_name": "in", "#,
            r#""version": 4, "fields": [{"name": "x", "type": "uint32", "size": 4}, "#,
            r#"{"name": "y", "type": "uint8", "size": 1}], "subsections": "#,
            r#"[{"vmsd_name": "in/extra", "version": 7, "fields": [{"name": "y", "#,
            r#""type": "uint8", "size": 1}]}]}, "size": 20}, "#,
            r#"{"name": "b", "type": "uint16", "size": 2}]}"#,
        )
    );
    let mut out = Out::default();
    load_mut(&OUT, &mut out, 2, &body).unwrap();
    assert_eq!(out, OUT_VALUE);
}

#[test]
fn e2_loads_of_other_streams() {
    let mut out = Out::default();
    let load_hex = |to: &mut Out, version, text: &str| load_mut(&OUT, to, version, &hex(text));
    // no subsection
    load_hex(&mut out, 2, "11 2233445566 7788").unwrap();
    assert_eq!(out, OUT_VALUE);
    // as version 1, the struct is version 4 all the same
    out = Out::default();
    load_hex(&mut out, 1, "11 2233445566").unwrap();
    assert_eq!((out.inner, out.b), (IN_VALUE, 0));
    // not recognised as a subsection, so it is data
    let error = load_hex(
        &mut out,
        2,
        "11 2233445566 | 05 08 49 6e 2f 65 78 74 72 61 00 00 00 07 66 | 7788",
    )
    .unwrap_err();
    assert_eq!((error.class, out.b), (ErrorClass::Footer, 0x0508));

    let class_of = |text: &str| class(load_mut(&OUT, &mut Out::default(), 2, &hex(text)));
    let unknown = "11 2233445566 | 05 08 69 6e 2f 58 78 74 72 61 00 00 00 07 66 | 7788";
    assert_eq!(class_of(unknown), (ErrorClass::UnknownSubsection, -2));
    let new = "11 2233445566 | 05 08 69 6e 2f 65 78 74 72 61 00 00 00 08 66 | 7788";
    assert_eq!(class_of(new), (ErrorClass::TooNew, -22));
    let old = "11 2233445566 | 05 08 69 6e 2f 65 78 74 72 61 00 00 00 01 66 | 7788";
    assert_eq!(class_of(old), (ErrorClass::TooOld, -22));
    // only 8 bits of the version count: 0x107 is 7, 0x100 is 0
    let version_107 = "11 2233445566 | 05 08 69 6e 2f 65 78 74 72 61 00 00 01 07 66 | 7788";
    load_hex(&mut out, 2, version_107).unwrap();
    let version_100 = "11 2233445566 | 05 08 69 6e 2f 65 78 74 72 61 00 00 01 00 66 | 7788";
    assert_eq!(class_of(version_100), (ErrorClass::TooOld, -22));
    // of the section itself
    assert_eq!(
        class(load_hex(&mut out, 3, "")).0,
        ErrorClass::SectionTooNew
    );
    assert_eq!(class(load_hex(&mut out, 0, "")).0, ErrorClass::TooOld);
}

#[test]
fn e3_array_of_pointers() {
    let body = hex("30 | 00000001 0000000a | 30 | 00000002 0000000b | 00000003 0000000c | 7f");
    let mut points = [None, pt(1, 10), None, pt(2, 11), pt(3, 12)];
    let from = Ptrs::new(&mut points, 0x7f);
    let (data, json) = save_described(&PTRS, &from).unwrap();
    assert_eq!(data, body);
    let entry = r#""type": "struct", "struct": {"vmsd_name": "pt", "version": 1, "fields": [{"name": "key", "type": "uint32", "size": 4}, {"name": "val", "type": "uint32", "size": 4}]}, "size": 8}"#;
    let null = r#"{"name": "p", "type": "nullptr", "size": 1}"#;
    assert_eq!(
        json,
        format!(
            r#"{{"vmsd_name": "ptrs", "version": 1, "fields": [{null}, {{"name": "p", {entry}, {null}, {{"name": "p", "array_len": 2, {entry}, {{"name": "tail", "type": "uint8", "size": 1}}]}}"#
        )
    );

    let mut loaded = [None, pt(0, 0), None, pt(0, 0), pt(0, 0)];
    let mut to = Ptrs::new(&mut loaded, 0);
    load_mut(&PTRS, &mut to, 1, &body).unwrap();
    assert_eq!(to.tail, 0x7f);
    assert_eq!(loaded, points);

    // an object where the destination has none
    let mut fewer = [None; 5];
    assert_eq!(
        class(load_mut(&PTRS, &mut Ptrs::new(&mut fewer, 0), 1, &body)),
        (ErrorClass::Element, -22)
    );
    // none where the destination has one: the mark is read as data
    let mut more = [pt(0, 0); 5];
    assert_eq!(
        class(load_mut(&PTRS, &mut Ptrs::new(&mut more, 0), 1, &body)).0,
        ErrorClass::ShortStream
    );
    assert_eq!(more[0], pt(0x3000_0000, 0x0100_0000));
}

#[test]
fn e3_first_run_of_pointers_is_described_wrongly() {
    // as in 10.2.2
    let mut points = [pt(1, 1), pt(2, 2), None, None, None];
    let (_, json) = save_described(&PTRS, &Ptrs::new(&mut points, 0)).unwrap();
    let lengths: Vec<_> = json.split("\"array_len\": ").skip(1).collect();
    assert_eq!(lengths.len(), 2);
    assert!(lengths[0].starts_with("5, \"type\": \"struct\""));
    assert!(lengths[1].starts_with("3, \"type\": \"nullptr\""));
}

const E4_BODY: &str = "00000003 | 0102 0304 0506 | fffffffe | 68656c6c6f |
    0000000000000001 0000000000000022 | 000000 | 01020304 |
    00000001 00000002 00000003 00000004 00000005 00000006 | 0002 0003 0004 | 00000009 | 01";

#[test]
fn e4_run_time_lengths() {
    let body = hex(E4_BODY);
    let mut v = [0x0102, 0x0304, 0x0506];
    let mut buf = *b"hello";
    let mut bmp = [1, 0x22];
    let from = Lengths {
        n: 3,
        v: v.as_mut_ptr(),
        len: -2,
        buf_len: 5,
        buf: buf.as_mut_ptr(),
        bits: 70,
        bmp: bmp.as_mut_ptr(),
        fixed: [1, 2, 3, 4],
        two: [1, 2, 3, 4, 5, 6],
        arr16: [0, 1, 2, 3, 4, 5],
        lim: 9,
        b: true,
    };
    let (data, json) = save_described(&LENGTHS, &from).unwrap();
    assert_eq!(data, body);
    assert_eq!(data.len(), 77);
    for part in [
        r#"{"name": "v", "array_len": 3, "type": "uint16", "size": 2}"#,
        r#"{"name": "buf", "type": "buffer", "size": 5}"#,
        r#"{"name": "bmp", "type": "bitmap", "size": 16}"#,
        r#"{"name": "two", "array_len": 6, "type": "uint32", "size": 4}"#,
        r#"{"name": "lim", "type": "int32 le", "size": 4}"#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
    assert!(!json.contains("fits"));

    let mut loaded_buf = [0; 5];
    let mut loaded_bmp = [0; 2];
    let mut to = Lengths {
        buf_len: 5,
        buf: loaded_buf.as_mut_ptr(),
        bits: 70,
        bmp: loaded_bmp.as_mut_ptr(),
        lim: 10,
        ..Lengths::new()
    };
    load_mut(&LENGTHS, &mut to, 1, &body).unwrap();
    assert_eq!((to.n, to.len, to.lim, to.b), (3, -2, 9, true));
    assert_eq!((to.fixed, to.two), ([1, 2, 3, 4], [1, 2, 3, 4, 5, 6]));
    assert_eq!(to.arr16, [0, 0, 2, 3, 4, 0]);
    assert_eq!((loaded_buf, loaded_bmp), (buf, bmp));
    // SAFETY: allocated by the load
    unsafe {
        assert_eq!(std::slice::from_raw_parts(to.v, 3), v);
        vmstate_engine::release_array(to.v.cast::<c_void>(), 2, 3);
    }

    // a limit of 8 is too low
    to.lim = 8;
    let error = load_mut(&LENGTHS, &mut to, 1, &body).unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::Element, -22));
    assert!(error.message.contains("Invalid value 9"), "{error}");
    // SAFETY: allocated by the load
    unsafe {
        vmstate_engine::release_array(to.v.cast::<c_void>(), 2, 3);
    }

    // n = 9
    let mut bad = body;
    bad[3] = 9;
    assert_eq!(
        class(load_mut(&LENGTHS, &mut Lengths::new(), 1, &bad)),
        (ErrorClass::ValidationFailed, -1)
    );
}

#[test]
fn e6_vstruct() {
    let body = hex(&format!("22334455 | {IN_EXTRA} | 11"));
    let from = Vout {
        inner: IN_VALUE,
        a: 0x11,
    };
    let (data, json) = save_described(&VOUT, &from).unwrap();
    assert_eq!(data, body);
    let start = r#"{"name": "in", "type": "vstruct", "vmsd_name": "in", "version": 3, "fields": ["#;
    assert!(json.contains(start), "{json}");
    assert!(json.contains(r#"}], "size": 19}, {"name": "a""#), "{json}");
    let mut to = Vout::default();
    load_mut(&VOUT, &mut to, 1, &body).unwrap();
    assert_eq!(to, from);
}

#[test]
fn e7_nested_subsections() {
    let val = "22";
    let a = "05 05 64 65 76 2f 61 00000001 11";
    let z = "05 05 64 65 76 2f 7a 00000002 11";
    let q = "05 07 64 65 76 2f 7a 2f 71 00000009 22";
    let from = Dev {
        key: 0x11,
        val: 0x22,
    };
    let body = hex(&format!("{val} | {a} | {z} | {q}"));
    assert_eq!(save(&DEV, &from).unwrap(), body);
    for order in [
        format!("{val} {a} {z} {q}"),
        format!("{val} {z} {q} {a}"),
        format!("{val} {a} {a} {z} {q} {a}"),
        format!("{val} {a}"),
    ] {
        let mut to = Dev::default();
        load_mut(&DEV, &mut to, 5, &hex(&order)).unwrap();
        assert_eq!(to, from, "{order}");
    }
    // a subsection of a subsection belongs behind that
    let error = load_mut(
        &DEV,
        &mut Dev::default(),
        5,
        &hex(&format!("{val} {q} {z}")),
    );
    assert_eq!(error.unwrap_err().class, ErrorClass::UnknownSubsection);
    // an embedded NUL ends the name, as in C
    let nul = "05 07 64 65 76 2f 61 00 78 00000001 33";
    let mut to = Dev::default();
    load_mut(&DEV, &mut to, 5, &hex(&format!("{val} {nul}"))).unwrap();
    assert_eq!(to.key, 0x33);
}

#[test]
fn e10_temporary_struct() {
    let body = hex("00000002 0000000000000001 0000000000000002 0000000000000008");
    let from = Parent {
        a: 2,
        b: 4,
        d: 1,
        f: 8,
    };
    let (data, json) = save_described(&PARENT, &from).unwrap();
    assert_eq!(data, body);
    let start = r#"{"name": "tmp", "type": "tmp", "vmsd_name": "tmp", "version": 0, "fields": ["#;
    assert!(json.contains(start), "{json}");
    let mut to = Parent::default();
    load_mut(&PARENT, &mut to, 0, &body).unwrap();
    assert_eq!(to, from);
}
