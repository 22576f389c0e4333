// What the C++ snippets of the documentation leave to their reader.
#ifndef IMREC_TESTS_DOCS_PRELUDE_H_
#define IMREC_TESTS_DOCS_PRELUDE_H_

#include <cstdio>
#include <string>

inline constexpr int rank = 0;
inline constexpr int world = 2;

/// A training step on the tensors of a batch. No batch is empty.
template <typename Images, typename Labels>
void Train(const Images& images, const Labels& labels) {
  if (images.empty() || labels.empty()) throw "an empty batch";
}
template <typename Batch>
void Train(const Batch& batch) {
  if (batch.size() == 0) throw "an empty batch";
}

/// Keeps a checkpoint.
inline void Save(const std::string& text) { std::puts(text.c_str()); }

#endif  // IMREC_TESTS_DOCS_PRELUDE_H_
