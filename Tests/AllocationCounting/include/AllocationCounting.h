#pragma once

// How often this process has asked for memory so far. On Linux
// with the GNU C library; elsewhere, and under a sanitizer, always 0.
long martlet_allocations(void);
