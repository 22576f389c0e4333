// The parts of the extension module imrec._imrec, and what they share.
#ifndef IMREC_READER_PYTHON_PYTHON_MODULE_H_
#define IMREC_READER_PYTHON_PYTHON_MODULE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <imrec/error.h>
#include <imrec/image.h>

namespace imrec::python {

namespace nb = nanobind;

// Each adds the classes and functions of one file to the module.
void BindErrors(nb::module_& module);
void BindRecipe(nb::module_& module);
void BindRemoteOptions(nb::module_& module);
void BindReader(nb::module_& module);
void BindBatch(nb::module_& module);
void BindRecords(nb::module_& module);
void BindDataset(nb::module_& module);
void BindImages(nb::module_& module);
void BindAugmenter(nb::module_& module);
void BindWriter(nb::module_& module);
void BindLists(nb::module_& module);

/// Text for Python. Bytes that are not UTF-8, such as those of file names in other encodings,
/// become surrogates, as in Python's own functions.
inline nb::str TextOf(std::string_view text) {
  PyObject* const decoded =
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape");
  if (decoded == nullptr) throw nb::python_error();
  return nb::steal<nb::str>(decoded);
}

inline nb::list TextsOf(const std::vector<std::string>& texts) {
  nb::list list;
  for (const std::string& text : texts) list.append(TextOf(text));
  return list;
}

/// The Python exception for an error.
nb::object ErrorObject(const Error& error);

/// An array that Python code reads by the buffer protocol or DLPack.
using Array = nb::ndarray<nb::array_api>;

/// Bytes from Python: bytes, bytearray, memoryview, or any array of bytes without gaps.
using Bytes = nb::ndarray<const std::uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

inline std::span<const std::byte> SpanOf(const Bytes& bytes) {
  return {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
}

inline nb::bytes BytesOf(std::span<const std::byte> data) {
  return nb::bytes(data.data(), data.size());
}

/// Moves the pixels of `image` into an array of shape (height, width, channels) that owns them.
Array ArrayOf(Image&& image);

/// Pixels from Python, of shape (height, width) or (height, width, channels).
using Pixels = nb::ndarray<const std::uint8_t, nb::c_contig, nb::device::cpu>;

/// The view of pixels in `array`. Throws Error(kInvalidArgument) for other shapes.
ImageView ViewOf(const Pixels& array);

}  // namespace imrec::python

#endif  // IMREC_READER_PYTHON_PYTHON_MODULE_H_
