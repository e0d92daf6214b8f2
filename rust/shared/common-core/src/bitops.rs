// SPDX-License-Identifier: GPL-2.0-or-later

//! Bit fields of integers.

/// Operations on ranges of bits of an unsigned integer.
pub trait IntegerExt: Copy {
    /// Width of the type.
    const BITS: u32;

    /// The integer in which only bit `start` is set.
    #[must_use]
    fn bit(start: u32) -> Self;

    /// The integer in which the `length` bits from `start` on are set.
    #[must_use]
    fn mask(start: u32, length: u32) -> Self;

    /// Replace the `length` bits from `start` on by those of `value`.
    #[must_use]
    fn deposit<U: Into<Self>>(self, start: u32, length: u32, value: U) -> Self;

    /// The `length` bits from `start` on, as an integer.
    #[must_use]
    fn extract(self, start: u32, length: u32) -> Self;
}

macro_rules! impl_integer_ext {
    ($($type:ty),*) => {
        $(
            impl IntegerExt for $type {
                const BITS: u32 = <$type>::BITS;

                #[inline]
                fn bit(start: u32) -> Self {
                    assert!(start < <$type>::BITS);
                    1 << start
                }

                #[inline]
                fn mask(start: u32, length: u32) -> Self {
                    assert!(length > 0 && length <= <$type>::BITS - start);
                    (<$type>::MAX >> (<$type>::BITS - length)) << start
                }

                #[inline]
                fn deposit<U: Into<Self>>(self, start: u32, length: u32, value: U) -> Self {
                    let mask = <Self as IntegerExt>::mask(start, length);
                    (self & !mask) | ((value.into() << start) & mask)
                }

                #[inline]
                fn extract(self, start: u32, length: u32) -> Self {
                    (self & <Self as IntegerExt>::mask(start, length)) >> start
                }
            }
        )*
    };
}

impl_integer_ext!(u8, u16, u32, u64);

#[cfg(test)]
mod tests {
    use super::IntegerExt;

    #[test]
    fn ranges() {
        assert_eq!(u32::bit(5), 32);
        assert_eq!(<u8 as IntegerExt>::mask(2, 3), 0b11100);
        assert_eq!(<u64 as IntegerExt>::mask(0, 64), u64::MAX);
        assert_eq!(0xff00_u16.deposit(4, 8, 0xabu8), 0xfab0);
        assert_eq!(0xfab0_u16.extract(4, 8), 0xab);
    }
}
