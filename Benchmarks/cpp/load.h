// The client's half of cpp-echo.
#ifndef MARTLET_BENCHMARKS_CPP_LOAD_H_
#define MARTLET_BENCHMARKS_CPP_LOAD_H_

// `client PORT unary|stream COUNT CALLS TEXT-BYTES [CERTIFICATE]`: makes COUNT calls (or reads as many
// messages of streams), CALLS at a time, and prints how many seconds the measured part took, and how
// many of CPU. Returns the process's exit code.
int Load(int count, char** arguments);

#endif  // MARTLET_BENCHMARKS_CPP_LOAD_H_
