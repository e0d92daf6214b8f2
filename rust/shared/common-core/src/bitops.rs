// SPDX-License-Identifier: GPL-2.0-or-later

//! Bit fields of integers.

use std::ops::{
    Add, AddAssign, BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Div, DivAssign,
    Mul, MulAssign, Not, Rem, RemAssign, Shl, ShlAssign, Shr, ShrAssign,
};

/// Operations on ranges of bits of an unsigned integer.
pub trait IntegerExt:
    Copy
    + Ord
    + Add<Self, Output = Self>
    + AddAssign<Self>
    + BitAnd<Self, Output = Self>
    + BitAndAssign<Self>
    + BitOr<Self, Output = Self>
    + BitOrAssign<Self>
    + BitXor<Self, Output = Self>
    + BitXorAssign<Self>
    + Div<Self, Output = Self>
    + DivAssign<Self>
    + Mul<Self, Output = Self>
    + MulAssign<Self>
    + Not<Output = Self>
    + Rem<Self, Output = Self>
    + RemAssign<Self>
    + Shl<Self, Output = Self>
    + Shl<u32, Output = Self>
    + ShlAssign<Self>
    + ShlAssign<u32>
    + Shr<Self, Output = Self>
    + Shr<u32, Output = Self>
    + ShrAssign<Self>
    + ShrAssign<u32>
{
    /// Width of the type.
    const BITS: u32;
    /// The largest number.
    const MAX: Self;
    /// The smallest number.
    const MIN: Self;
    /// 1.
    const ONE: Self;
    /// 0.
    const ZERO: Self;

    /// The integer in which only bit `start` is set.
    #[must_use]
    fn bit(start: u32) -> Self;

    /// The integer in which the `length` bits from `start` on are set.
    #[must_use]
    fn mask(start: u32, length: u32) -> Self;

    /// Replace the `length` bits from `start` on by those of `value`.
    #[must_use]
    fn deposit<U: IntegerExt>(self, start: u32, length: u32, value: U) -> Self
    where
        Self: From<U>;

    /// The `length` bits from `start` on, as an integer.
    #[must_use]
    fn extract(self, start: u32, length: u32) -> Self;
}

macro_rules! impl_integer_ext {
    ($($type:ty),*) => {
        $(
            impl IntegerExt for $type {
                const BITS: u32 = <$type>::BITS;
                const MAX: Self = <$type>::MAX;
                const MIN: Self = <$type>::MIN;
                const ONE: Self = 1;
                const ZERO: Self = 0;

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
                fn deposit<U: IntegerExt>(self, start: u32, length: u32, value: U) -> Self
                where
                    Self: From<U>,
                {
                    let mask = <Self as IntegerExt>::mask(start, length);
                    (self & !mask) | ((Self::from(value) << start) & mask)
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
