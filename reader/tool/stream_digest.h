// A digest of everything that a reader delivers, in order.
#ifndef IMREC_READER_TOOL_STREAM_DIGEST_H_
#define IMREC_READER_TOOL_STREAM_DIGEST_H_

#include <memory>
#include <string>

#include <imrec/batch.h>

namespace imrec::tool {

/// XXH3 (128 bits) over the samples: record key, object count, label rows, pixels. It does not
/// depend on how samples are grouped into batches.
class StreamDigest {
 public:
  StreamDigest();
  ~StreamDigest();

  void Add(const Batch& batch);
  /// 32 hexadecimal digits.
  std::string Hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_STREAM_DIGEST_H_
