"""Where the parameterizations come from: one work for each model whose unit is catalogued."""

from __future__ import annotations

from derivations.sources import Work

GERS = Work(
    "gers2000learning",
    "Gers, Felix and Schmidhuber, Jürgen and Cummins, Fred",
    "Learning to forget: continual prediction with LSTM",
    2000,
    "equations as given in public notes and code",
    "Neural Computation 12",
)
CHO = Work(
    "cho2014learning",
    "Cho, Kyunghyun and others",
    "Learning phrase representations using RNN encoder-decoder for statistical machine translation",
    2014,
    "equations as given in public notes",
    "EMNLP 2014",
)
MINGRU = Work(
    "feng2024were",
    "Feng, Leo and others",
    "Were RNNs all we needed?",
    2024,
    "equations as given in public notes",
    "arXiv 2410.01201",
)
CHRONO = Work(
    "tallec2018can",
    "Tallec, Corentin and Ollivier, Yann",
    "Can recurrent neural networks warp time?",
    2018,
    "public notes, and public code that implements it",
    "ICLR 2018",
)
UNITARY = Work(
    "arjovsky2016unitary",
    "Arjovsky, Martin and Shah, Amar and Bengio, Yoshua",
    "Unitary evolution recurrent neural networks",
    2016,
    "not read",
    "ICML 2016",
)
HGRN = Work(
    "qin2023hierarchically",
    "Qin, Zhen and Yang, Songlin and Zhong, Yiran",
    "Hierarchically gated recurrent neural network for sequence modeling",
    2023,
    "public code of flash-linear-attention: fla/layers/hgrn.py",
    "NeurIPS 2023",
)
GLA = Work(
    "yang2024gated",
    "Yang, Songlin and others",
    "Gated linear attention transformers with hardware-efficient training",
    2024,
    "public code of flash-linear-attention: fla/layers/gla.py",
    "ICML 2024",
)
LRU = Work(
    "orvieto2023resurrecting",
    "Orvieto, Antonio and others",
    "Resurrecting recurrent neural networks for long sequences",
    2023,
    "public code of minimal-LRU: lru/model.py",
    "ICML 2023",
)
S4D = Work(
    "gu2022parameterization",
    "Gu, Albert and Gupta, Ankit and Goel, Karan and R{\\'e}, Christopher",
    "On the parameterization and initialization of diagonal state space models",
    2022,
    "public code of s4: models/s4/s4d.py",
    "NeurIPS 2022",
)
S5 = Work(
    "smith2023simplified",
    "Smith, Jimmy and Warrington, Andrew and Linderman, Scott",
    "Simplified state space layers for sequence modeling",
    2023,
    "public code of S5: s5/ssm.py",
    "ICLR 2023",
)
MAMBA = Work(
    "gu2023mamba",
    "Gu, Albert and Dao, Tri",
    "Mamba: linear-time sequence modeling with selective state spaces",
    2023,
    "public code of mamba: mamba_ssm/modules/mamba_simple.py",
    "arXiv 2312.00752",
)
MAMBA_2 = Work(
    "dao2024transformers",
    "Dao, Tri and Gu, Albert",
    "Transformers are SSMs: generalized models and efficient algorithms through structured "
    "state space duality",
    2024,
    "public code of mamba: mamba_ssm/modules/mamba2.py",
    "ICML 2024",
)
GRIFFIN = Work(
    "de2024griffin",
    "De, Soham and others",
    "Griffin: mixing gated linear recurrences with local attention for efficient language models",
    2024,
    "public code of recurrentgemma: recurrentgemma/torch/layers.py",
    "arXiv 2402.19427",
)
RWKV = Work(
    "peng2023rwkv",
    "Peng, Bo and others",
    "RWKV: reinventing RNNs for the transformer era",
    2023,
    "public notes with the kernel of RWKV-4",
    "EMNLP 2023 Findings",
)
EAGLE = Work(
    "peng2024eagle",
    "Peng, Bo and others",
    "Eagle and Finch: RWKV with matrix-valued states and dynamic recurrence",
    2024,
    "public code of flash-linear-attention: fla/layers/rwkv6.py",
    "arXiv 2404.05892",
)
GOOSE = Work(
    "peng2025goose",
    "Peng, Bo and others",
    "RWKV-7 `Goose' with expressive dynamic state evolution",
    2025,
    "public code of flash-linear-attention: fla/layers/rwkv7.py",
    "arXiv 2503.14456",
)
RETNET = Work(
    "sun2023retentive",
    "Sun, Yutao and others",
    "Retentive network: a successor to transformer for large language models",
    2023,
    "public code of torchscale: architecture/retnet.py and component/multiscale_retention.py",
    "arXiv 2307.08621",
)
XLSTM = Work(
    "beck2024xlstm",
    "Beck, Maximilian and others",
    "xLSTM: extended long short-term memory",
    2024,
    "public code of xlstm: xlstm/blocks/slstm/src/vanilla/slstm.py",
    "NeurIPS 2024",
)
STABLE_SSM = Work(
    "wang2024stablessm",
    "Wang, Shida and Li, Qianxiao",
    "StableSSM: alleviating the curse of memory in state-space models through stable "
    "reparameterization",
    2024,
    "public code of StableSSM: src/models/recurrent/stablessm.py and a notebook",
    "ICML 2024",
)
MODELS = (
    GERS,
    CHO,
    MINGRU,
    CHRONO,
    UNITARY,
    HGRN,
    GLA,
    LRU,
    S4D,
    S5,
    MAMBA,
    MAMBA_2,
    GRIFFIN,
    RWKV,
    EAGLE,
    GOOSE,
    RETNET,
    XLSTM,
    STABLE_SSM,
)
