//! Stands for the module of SysBusDevice.
