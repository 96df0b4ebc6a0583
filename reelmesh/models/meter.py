"""What a run took of its device: seconds, memory, energy."""

import importlib
import logging
import time
from typing import Protocol, cast

import torch

from reelmesh.models.device import Device
from reelmesh.v1.common_pb2 import Usage

log = logging.getLogger("reelmesh.models")


class _Rates(Protocol):
    gpu: int
    """Percent of the last sample period, up to a second, in which a kernel ran."""


class _Nvml(Protocol):
    """The part of NVIDIA's management library that is used; see package nvidia-ml-py."""

    def nvmlInit(self) -> None: ...  # noqa: N802
    def nvmlDeviceGetHandleByPciBusId(self, bus: str) -> object: ...  # noqa: N802
    def nvmlDeviceGetTotalEnergyConsumption(self, handle: object) -> int: ...  # noqa: N802
    def nvmlDeviceGetUtilizationRates(self, handle: object) -> _Rates: ...  # noqa: N802


class Meter:
    """Measures one run at a time on one device.

    The energy is the whole device's meanwhile, so with two workers on one GPU it counts twice.
    """

    def __init__(self, device: Device) -> None:
        self._device = device
        self._energy = _energy_of(device)
        self._began = 0.0
        self._began_mj = 0
        self.steps = 0
        """Passes through the model since start(); the engine counts them."""

    def start(self) -> None:
        """A run begins."""
        self.steps = 0
        if self._device.gpu:
            torch.cuda.synchronize(self._device.name)
            torch.cuda.reset_peak_memory_stats(self._device.name)
        self._began_mj = self._energy_mj()
        self._began = time.monotonic()

    def read(self) -> Usage:
        """What was taken since start()."""
        usage = Usage(model_steps=self.steps)
        if self._device.gpu:
            torch.cuda.synchronize(self._device.name)
            usage.gpu_seconds = round(time.monotonic() - self._began, 3)
            usage.peak_memory_bytes = torch.cuda.max_memory_reserved(self._device.name)
            usage.joules = round((self._energy_mj() - self._began_mj) / 1000, 1)
        return usage

    def busy(self) -> float | None:
        """The share of the last moments, up to a second, in which the device computed; None where
        nobody tells it."""
        if self._energy is None:
            return None
        nvml, handle = self._energy
        return nvml.nvmlDeviceGetUtilizationRates(handle).gpu / 100

    def _energy_mj(self) -> int:
        if self._energy is None:
            return 0
        nvml, handle = self._energy
        return nvml.nvmlDeviceGetTotalEnergyConsumption(handle)


def _energy_of(device: Device) -> tuple[_Nvml, object] | None:
    """How the device's energy is read; None where no driver tells it."""
    if not device.gpu:
        return None
    try:
        nvml = cast("_Nvml", importlib.import_module("pynvml"))
        place = torch.cuda.get_device_properties(device.name)
        bus = f"{place.pci_domain_id:08x}:{place.pci_bus_id:02x}:{place.pci_device_id:02x}.0"
        nvml.nvmlInit()
        handle = nvml.nvmlDeviceGetHandleByPciBusId(bus)
        nvml.nvmlDeviceGetTotalEnergyConsumption(handle)
    except Exception as error:  # noqa: BLE001 - a driver's absence has many faces
        log.info("the energy of %s is not measured: %s", device.name, error)
        return None
    return nvml, handle
