#ifndef MARTLET_BENCHMARKS_CPP_CONTENT_H_
#define MARTLET_BENCHMARKS_CPP_CONTENT_H_

#include <fstream>
#include <sstream>
#include <string>

inline std::string Content(const char* path) {
  std::ostringstream content;
  content << std::ifstream(path).rdbuf();
  return content.str();
}

#endif  // MARTLET_BENCHMARKS_CPP_CONTENT_H_
