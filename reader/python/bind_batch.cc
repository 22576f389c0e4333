// Batches: arrays that are views of the memory of the reader.
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <imrec/batch.h>

#include "reader/python/python_batch.h"

namespace imrec::python {
namespace {

using PythonBatch = nb::pointer_and_handle<Batch>;

// Numbers without a sign are passed as numbers with one, which all array libraries know.
template <typename Value>
nb::dlpack::dtype TypeOf() {
  return nb::dtype<Value>();
}

// A writable array on memory of the batch, which it keeps alive. Consumers such as torch know no
// read-only arrays, and nobody else uses the memory meanwhile.
Array View(const void* data, const std::vector<std::size_t>& shape, nb::dlpack::dtype type,
           nb::handle batch) {
  return {const_cast<void*>(data), shape.size(), shape.data(), batch, nullptr, type};
}

nb::dlpack::dtype PixelTypeOf(const TensorFormat& format) {
  switch (format.type) {
    case PixelType::kFloat32:
      return nb::dtype<float>();
    case PixelType::kFloat16:
      return {static_cast<std::uint8_t>(nb::dlpack::dtype_code::Float), 16, 1};
    case PixelType::kUint8:
      return nb::dtype<std::uint8_t>();
  }
  return nb::dtype<float>();
}

Array Images(PythonBatch self) {
  const Batch& batch = *self.p;
  const auto dims = batch.shape().image_dims();
  return View(batch.image_bytes().data(), {batch.size(), dims[1], dims[2], dims[3]},
              PixelTypeOf(batch.shape().format), self.h);
}

Array Labels(PythonBatch self) {
  const Batch& batch = *self.p;
  const BatchShape& shape = batch.shape();
  std::vector<std::size_t> dims = LabelDims(shape);
  dims[0] = batch.size();
  return View(batch.labels().data(), dims, nb::dtype<float>(), self.h);
}

Array Counts(PythonBatch self) {
  static_assert(sizeof(std::size_t) == sizeof(std::int64_t));
  return View(self.p->object_counts().data(), {self.p->size()}, nb::dtype<std::int64_t>(), self.h);
}

Array Keys(PythonBatch self) {
  return View(self.p->keys().data(), {self.p->size()}, nb::dtype<std::int64_t>(), self.h);
}

Array Sizes(PythonBatch self) {
  static_assert(sizeof(ImageSize) == 2 * sizeof(std::int32_t));
  return View(self.p->original_sizes().data(), {self.p->size(), 2}, nb::dtype<std::int32_t>(),
              self.h);
}

nb::list Plans(const Batch& batch) {
  nb::list plans;
  for (const SamplePlan& plan : batch.plans()) plans.append(DictOf(plan));
  return plans;
}

}  // namespace

std::vector<std::size_t> LabelDims(const BatchShape& shape) {
  // Rows of MXNet contain more than the objects.
  if (shape.object_width > 0 && shape.max_objects * shape.object_width == shape.label_width) {
    return {shape.batch_size, shape.max_objects, shape.object_width};
  }
  return {shape.batch_size, shape.label_width};
}

void BindBatch(nb::module_& module) {
  nb::class_<Batch>(module, "Batch")
      .def_prop_ro("images", &Images)
      .def_prop_ro("labels", &Labels)
      .def_prop_ro("counts", &Counts)
      .def_prop_ro("keys", &Keys)
      .def_prop_ro("sizes", &Sizes)
      .def_prop_ro("plans", &Plans)
      .def_prop_ro("size", &Batch::size)
      .def_prop_ro("padding", &Batch::padding)
      .def_prop_ro("epoch", &Batch::epoch)
      .def_prop_ro("number", &Batch::number)
      .def_prop_ro("image_size",
                   [](const Batch& batch) {
                     const ImageSize size = batch.shape().image;
                     return std::pair{size.height, size.width};
                   })
      // The whole memory of the pixels, for page-locking: it is the same for all batches that use
      // one slot of the reader's pool.
      .def_prop_ro("memory", [](const Batch& batch) {
        const auto slots = batch.image_slots();
        return nb::make_tuple(reinterpret_cast<std::uintptr_t>(slots.data()), slots.size());
      });
}

}  // namespace imrec::python
