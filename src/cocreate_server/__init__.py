"""The product: pages, API and jobs on the library `cocreate`."""
