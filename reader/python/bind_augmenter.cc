// Augmentation of single images, and plans.
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/array.h>
#include <nanobind/stl/string.h>

#include <imrec/sample_augmenter.h>

#include "reader/python/gil.h"
#include "reader/python/python_batch.h"

namespace imrec::python {
namespace {

using Boxes = nb::ndarray<const double, nb::shape<-1, 4>, nb::c_contig, nb::device::cpu>;

nb::tuple TupleOf(const BoundingBox& box) {
  return nb::make_tuple(box.xmin, box.ymin, box.xmax, box.ymax);
}

nb::tuple TupleOf(ImageSize size) { return nb::make_tuple(size.height, size.width); }

std::vector<BoundingBox> BoxesOf(const Boxes& array) {
  std::vector<BoundingBox> boxes;
  for (std::size_t i = 0; i < array.shape(0); ++i) {
    const double* corners = array.data() + 4 * i;
    boxes.push_back(
        {.xmin = corners[0], .ymin = corners[1], .xmax = corners[2], .ymax = corners[3]});
  }
  return boxes;
}

// Pixels of one image as floats in the layout of networks, or as bytes.
class PythonAugmenter {
 public:
  PythonAugmenter(const AugmentRecipe& recipe, const std::string& dtype)
      : output_(recipe.resize.output),
        augmenter_(recipe, FormatOf(dtype)),
        bytes_(dtype == "uint8") {}

  nb::tuple AugmentEncoded(const Bytes& encoded, const Boxes& boxes, std::uint64_t seed,
                           std::uint32_t epoch, std::uint64_t ordinal) {
    return Run(SpanOf(encoded), boxes, {.seed = seed, .epoch = epoch, .ordinal = ordinal});
  }

  nb::tuple AugmentPixels(const Pixels& pixels, const Boxes& boxes, std::uint64_t seed,
                          std::uint32_t epoch, std::uint64_t ordinal) {
    return Run(ViewOf(pixels), boxes, {.seed = seed, .epoch = epoch, .ordinal = ordinal});
  }

 private:
  static TensorFormat FormatOf(const std::string& dtype) {
    if (dtype == "float32") return {};
    if (dtype == "uint8") return {.type = PixelType::kUint8};
    throw Error(ErrorCode::kInvalidArgument,
                "dtype must be one of float32, uint8, not '" + dtype + "'");
  }

  template <typename Source>
  nb::tuple Run(Source source, const Boxes& array, const SampleKey& key) {
    const std::vector<BoundingBox> boxes = BoxesOf(array);
    const std::size_t value_bytes = bytes_ ? 1 : sizeof(float);
    const std::size_t values =
        3 * static_cast<std::size_t>(output_.width) * static_cast<std::size_t>(output_.height);
    auto memory = std::make_unique<std::vector<float>>((values * value_bytes + 3) / sizeof(float));
    const SamplePlan* plan = nullptr;
    {
      const GilRelease release;
      plan = &augmenter_.Augment(
          source, boxes, key,
          std::as_writable_bytes(std::span(*memory)).first(values * value_bytes));
    }
    float* data = memory->data();
    const nb::capsule owner(memory.get(), [](void* pointer) noexcept {
      delete static_cast<std::vector<float>*>(pointer);
    });
    memory.release();
    const std::size_t shape[] = {3, static_cast<std::size_t>(output_.height),
                                 static_cast<std::size_t>(output_.width)};
    const Array image(data, 3, shape, owner, nullptr,
                      bytes_ ? nb::dtype<std::uint8_t>() : nb::dtype<float>());
    return nb::make_tuple(image, DictOf(*plan));
  }

  ImageSize output_;
  SampleAugmenter augmenter_;
  bool bytes_;
};

nb::dict ColorDict(const ColorPlan& color) {
  nb::dict result;
  result["neutral"] = color.neutral();
  result["brightness"] = color.brightness;
  result["contrast"] = color.contrast;
  result["saturation"] = color.saturation;
  result["hue"] = color.hue;
  result["channels"] = nb::make_tuple(color.channels[0], color.channels[1], color.channels[2]);
  result["grey"] = color.grey;
  return result;
}

}  // namespace

nb::dict DictOf(const SamplePlan& plan) {
  nb::list objects;
  for (const PlannedObject& object : plan.objects) {
    nb::dict entry;
    entry["index"] = object.index;
    entry["box"] = TupleOf(object.box);
    objects.append(entry);
  }
  nb::dict result;
  result["source"] = TupleOf(plan.source);
  result["canvas"] = TupleOf(plan.canvas.size);
  result["canvas_offset"] = nb::make_tuple(plan.canvas.top, plan.canvas.left);
  result["sampler"] = plan.sampler;
  result["crop"] = TupleOf(plan.crop);
  result["mirror"] = plan.mirror;
  result["color"] = ColorDict(plan.color);
  result["output"] = TupleOf(plan.output);
  result["objects"] = objects;
  return result;
}

void BindAugmenter(nb::module_& module) {
  nb::class_<PythonAugmenter>(module, "Augmenter")
      .def(nb::init<const AugmentRecipe&, const std::string&>(), nb::arg("recipe"),
           nb::arg("dtype") = "float32")
      .def("augment_encoded", &PythonAugmenter::AugmentEncoded, nb::arg("encoded"),
           nb::arg("boxes"), nb::arg("seed"), nb::arg("epoch"), nb::arg("ordinal"))
      .def("augment_pixels", &PythonAugmenter::AugmentPixels, nb::arg("pixels"), nb::arg("boxes"),
           nb::arg("seed"), nb::arg("epoch"), nb::arg("ordinal"));
}

}  // namespace imrec::python
