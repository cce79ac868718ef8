"""torch.utils.data: datasets, samplers, and a DataLoader that works in the calling process."""

from __future__ import annotations

from gradcli.utils.data.collate import default_collate as default_collate
from gradcli.utils.data.collate import default_convert as default_convert
from gradcli.utils.data.dataloader import DataLoader as DataLoader
from gradcli.utils.data.dataloader import get_worker_info as get_worker_info
from gradcli.utils.data.dataset import ChainDataset as ChainDataset
from gradcli.utils.data.dataset import ConcatDataset as ConcatDataset
from gradcli.utils.data.dataset import Dataset as Dataset
from gradcli.utils.data.dataset import IterableDataset as IterableDataset
from gradcli.utils.data.dataset import StackDataset as StackDataset
from gradcli.utils.data.dataset import Subset as Subset
from gradcli.utils.data.dataset import TensorDataset as TensorDataset
from gradcli.utils.data.dataset import random_split as random_split
from gradcli.utils.data.sampler import BatchSampler as BatchSampler
from gradcli.utils.data.sampler import RandomSampler as RandomSampler
from gradcli.utils.data.sampler import Sampler as Sampler
from gradcli.utils.data.sampler import SequentialSampler as SequentialSampler
from gradcli.utils.data.sampler import SubsetRandomSampler as SubsetRandomSampler
from gradcli.utils.data.sampler import WeightedRandomSampler as WeightedRandomSampler
