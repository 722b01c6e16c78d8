"""The product's commands, one module a command."""

from cocreate_server.cli.register import register

__all__ = ["register"]
