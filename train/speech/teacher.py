"""A convolutional network on the cells' inputs, not spiking: its opinions on training recordings help the small ones."""

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.skip = nn.Identity() if inputs == outputs and stride == 1 else nn.Conv2d(inputs, outputs, 1, stride)
        self.squeeze = nn.Sequential(nn.Linear(outputs, outputs // 4), nn.ReLU(), nn.Linear(outputs // 4, outputs), nn.Sigmoid())

    def forward(self, x):
        y = self.body(x)
        return torch.relu(y * self.squeeze(y.mean((2, 3)))[:, :, None, None] + self.skip(x))


class Teacher(nn.Module):
    """inputs [B, T, C] -> logits [B, classes]."""

    def __init__(self, classes, width=32):
        super().__init__()
        w = width
        self.stem = nn.Sequential(nn.Conv2d(1, w, 5, (1, 2), 2, bias=False), nn.BatchNorm2d(w), nn.ReLU())
        self.blocks = nn.Sequential(Block(w, w, 1), Block(w, 2 * w, 2), Block(2 * w, 2 * w, 1), Block(2 * w, 4 * w, 2),
                                    Block(4 * w, 4 * w, 1), Block(4 * w, 4 * w, 2))
        self.head = nn.Sequential(nn.Dropout(0.3), nn.Linear(4 * w, classes))

    def forward(self, inputs):
        x = torch.sqrt(inputs.clamp(min=0))[:, None]
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))
