#include "im2rec/line_packer.h"

#include <exception>
#include <new>

#include <imrec/error.h>
#include <imrec/image_record.h>

namespace imrec {

PackedLine LinePacker::Pack(const ListEntry& entry) noexcept {
  PackedLine line{.index = entry.index, .payload = {}, .failure = {}};
  try {
    if (const std::string* reason = memory_.Find(entry.line)) {
      line.failure = *reason;
      return line;
    }
    files_.Read(root_ / entry.path, contents_);
    BuildImageRecord(entry.index, entry.labels, labels_, transform_.Apply(contents_, entry.index),
                     line.payload);
  } catch (const Error& error) {
    line.failure = error.reason();
  } catch (const std::bad_alloc&) {
    line.failure = "there is not enough memory for this image";
  } catch (const std::exception& error) {
    line.failure = error.what();
  }
  return line;
}

}  // namespace imrec
