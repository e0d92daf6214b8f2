// SPDX-License-Identifier: GPL-2.0-or-later

//! What a machine does to the device that each dialect writes in its own way.

use super::*;

fn vmsd() -> VMStateDescription<DemoState> {
    DemoState::VMSTATE.unwrap()
}

#[test]
fn properties_and_realize() {
    bql::start_test();
    let dev = DemoState::new();
    let defaults = (dev.freq, dev.migrate_clock, dev.flags, dev.plain);
    assert_eq!(defaults, (1000, true, 8, 0));
    assert!(testing::set_property(&*dev, c"msi", 0));
    assert!(!testing::set_property(&*dev, c"none", 0));
    assert_eq!(dev.flags, 0);
    assert!(testing::set_property(&*dev, c"freq", 20000));
    let error = dev.sysbus_realize().unwrap_err();
    assert_eq!(error.to_string(), "freq too high: 20000");
    assert!(testing::set_property(&*dev, c"freq", 5));
    dev.sysbus_realize().unwrap();
    assert!(testing::is_realized(&*dev));
}

#[test]
fn types() {
    bql::start_test();
    let dev = DemoState::new();
    assert_eq!(dev.typename(), "demo");
    let device: &DeviceState = (&*dev).upcast();
    assert_eq!(device.typename(), "demo");
    assert!(device.downcast::<DemoState>().is_some());
    assert!(device.dynamic_cast::<Clock>().is_none());
    let other = dev.clone();
    drop(dev);
    assert_eq!(other.freq, 1000);
    // a reference is given back with the big lock only
    let result = std::panic::catch_unwind(|| bql::without_lock(|| drop(DemoState::new())));
    result.unwrap_err();
}

#[test]
fn lines_and_accesses() {
    bql::start_test();
    let dev = DemoState::new();
    testing::reset(&*dev);
    let irq = testing::new_irq();
    dev.connect_irq(0, &irq);
    assert!(testing::set_gpio_in(&*dev, 1, 9));
    assert!(!testing::set_gpio_in(&*dev, 2, 9));
    assert_eq!(dev.counts[1].get(), 9);
    writel(&*dev, 0, 0x1234);
    assert_eq!((readl(&*dev, 0), readl(&*dev, 4)), (0x1234, 3));
    assert_eq!(dev.regs.borrow().accesses, 2);
    readl(&*dev, 0x20);
    writel(&*dev, 0x24, 0);
    let messages = util::log::take_messages();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].1, "demo: bad offset ");

    writel(&*dev, 8, 500);
    clock::set_virtual_ns(500);
    // SAFETY: objects do not move
    assert_eq!(unsafe { timer::run_expired() }, 1);
    assert_eq!((testing::irq_level(&irq), irq_level(&*dev, 0)), (1, 1));
    assert_eq!(timer::pending()[0].expire_ns, 1_000_000_500);
    testing::reset(&*dev);
    assert_eq!(testing::irq_level(&irq), 0);
    drop(dev);
    assert!(timer::pending().is_empty());
}

#[test]
fn migration_of_all_fields() {
    bql::start_test();
    let dev = DemoState::new();
    *dev.regs.borrow_mut() = DemoRegisters {
        control: 0x0102_0304,
        parity: Parity::ODD,
        fifo: [0x1122, 0x3344],
        accesses: 7,
    };
    dev.counts[0].set(5);
    dev.timer.modify(0x55);
    let input = testing::clock(&*dev, "clk").unwrap();
    testing::set_clock_period(&input, Clock::period_from_hz(1));
    assert_eq!((dev.clock.hz(), dev.counts[2].get()), (1, 1));

    let mut body = vec![0, 1, 2, 3, 4, 2, 0x11, 0x22, 0x33, 0x44, 5, 0, 1];
    body.extend(0x55_u64.to_be_bytes());
    let fields = body.len();
    body.extend(b"\x05\x0ademo/clock\0\0\0\x01");
    body.extend(Clock::PERIOD_1SEC.to_be_bytes());
    let (data, json) = engine::save_described(&vmsd(), &*dev).unwrap();
    assert_eq!(data, body);
    let wrapper = format!(r#"{{"vmsd_name": "{WRAPPER}", "version": 1"#);
    assert!(json.contains(&wrapper));

    let to = DemoState::new();
    testing::set_clock_muldiv(&to.clock, 2, 3);
    engine::load(&vmsd(), &*to, 2, &body).unwrap();
    assert_eq!(engine::save(&vmsd(), &*to).unwrap(), body);
    assert_eq!(to.regs.borrow().parity, Parity::ODD);
    testing::set_clock_muldiv(&to.clock, 2, 3);
    let tail = engine::save(&vmsd(), &*to).unwrap().split_off(body.len());
    assert_eq!(tail, b"\x05\x0cclock/muldiv\0\0\0\x01\0\0\0\x02\0\0\0\x03");
    testing::set_property(&*to, c"migrate-clk", 0);
    assert_eq!(engine::save(&vmsd(), &*to).unwrap(), body[..fields]);

    // a parity that there is not, and a value that post_load refuses
    let class = |bad: &[u8]| engine::load(&vmsd(), &*to, 2, bad).unwrap_err().class;
    body[5] = 3;
    assert_eq!(class(&body), ErrorClass::PostLoad);
    body[5] = 0;
    body[1..5].copy_from_slice(&[0, 0, 0x0b, 0xad]);
    assert_eq!(class(&body), ErrorClass::PostLoad);
}
