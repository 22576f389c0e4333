// A loader as one writes it with OpenCV: the same recipe and the same draws as imrec's, on the same
// records in memory. Whole images are decoded, the window is cut and resized, colours are distorted
// after that, in 8 bits. Prints images per second and CPU milliseconds per image.
// Usage: opencv_loader FILE THREADS SECONDS RECIPE
//   RECIPE   a preset or a recipe file; colours in HSV or not at all, resized without padding
#include <array>
#include <cstdio>
#include <memory>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <imrec/image_record.h>
#include <imrec/recipe_file.h>
#include <imrec/sample_plan.h>

#include "augment/internal/sample_planner.h"
#include "tests/bench/bench_loop.h"

namespace {

constexpr std::size_t kImages = 128;  // four batches of 32

cv::Scalar BgrOf(const std::array<float, 3>& rgb) { return {rgb[2], rgb[1], rgb[0]}; }

// The boxes of a detection label: 2, width of an object, then objects of class and corners. Labels
// of classification have none.
std::vector<imrec::BoundingBox> BoxesOf(const imrec::ImageRecordView& record) {
  std::vector<float> labels;
  record.CopyLabels(labels);
  std::vector<imrec::BoundingBox> boxes;
  if (labels.size() < 2) return boxes;
  const auto header = static_cast<std::size_t>(labels[0]);
  const auto width = static_cast<std::size_t>(labels[1]);
  for (std::size_t i = header; i + width <= labels.size(); i += width) {
    boxes.push_back({.xmin = labels[i + 1],
                     .ymin = labels[i + 2],
                     .xmax = labels[i + 3],
                     .ymax = labels[i + 4]});
  }
  return boxes;
}

// Whether DistortColors() and Render() do what the recipe says.
bool IsSupported(const imrec::AugmentRecipe& recipe) {
  const imrec::ColorOptions& color = recipe.color;
  const bool distorts = color.brightness_prob > 0 || color.contrast_prob > 0 ||
                        color.saturation_prob > 0 || color.hue_prob > 0;
  return (!distorts || color.model == imrec::ColorModel::kHsv) && color.channel_order_prob == 0 &&
         color.grey_prob == 0 && color.lighting == 0 &&
         recipe.resize.mode == imrec::ResizeMode::kWarp;
}

void DistortColors(const imrec::ColorPlan& plan, cv::Mat image) {
  if (plan.neutral()) return;
  const auto contrast = [&] {
    if (plan.contrast != 1) image.convertTo(image, -1, plan.contrast, 0);
  };
  if (plan.brightness != 0) image.convertTo(image, -1, 1, plan.brightness);
  if (!plan.contrast_last) contrast();
  if (plan.saturation != 1 || plan.hue != 0) {
    cv::Mat hsv;
    cv::cvtColor(image, hsv, cv::COLOR_BGR2HSV);
    std::vector<cv::Mat> channels;
    cv::split(hsv, channels);
    if (plan.saturation != 1) channels[1].convertTo(channels[1], -1, plan.saturation, 0);
    if (plan.hue != 0) channels[0].convertTo(channels[0], -1, 1, plan.hue / 2);
    cv::merge(channels, hsv);
    cv::cvtColor(hsv, image, cv::COLOR_HSV2BGR);
  }
  if (plan.contrast_last) contrast();
}

class Worker {
 public:
  explicit Worker(const imrec::AugmentRecipe& recipe)
      : planner_(recipe),
        width_(recipe.resize.output.width),
        height_(recipe.resize.output.height),
        batches_(kImages * ImageValues()) {}

  void Load(const imrec::ImageRecordView& record, std::size_t number) {
    const auto bytes = record.image();
    const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1,
                          const_cast<std::byte*>(bytes.data()));
    const cv::Mat image = cv::imdecode(encoded, cv::IMREAD_COLOR);
    planner_.Plan({.width = image.cols, .height = image.rows}, BoxesOf(record),
                  {.seed = 0, .epoch = 0, .ordinal = number}, plan_);
    const cv::Mat canvas = Render(image);
    Store(canvas, batches_.data() + number % kImages * ImageValues());
  }

 private:
  std::size_t ImageValues() const {
    return 3 * static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
  }

  // The visible part of the window, resized to where it belongs on a canvas of the fill.
  cv::Mat Render(const cv::Mat& image) const {
    cv::Mat canvas(height_, width_, CV_8UC3, BgrOf(planner_.recipe().fill));
    const imrec::Interval x = plan_.window_x();
    const imrec::Interval y = plan_.window_y();
    const cv::Rect whole(0, 0, image.cols, image.rows);
    const cv::Rect window(cvRound(x.begin), cvRound(y.begin), cvRound(x.length()),
                          cvRound(y.length()));
    const cv::Rect visible = window & whole;
    if (visible.empty()) return canvas;
    const double scale_x = width_ / x.length();
    const double scale_y = height_ / y.length();
    const cv::Rect target =
        cv::Rect(cvRound((visible.x - window.x) * scale_x),
                 cvRound((visible.y - window.y) * scale_y), cvRound(visible.width * scale_x),
                 cvRound(visible.height * scale_y)) &
        cv::Rect(0, 0, width_, height_);
    if (target.empty()) return canvas;
    const cv::Mat shown = canvas(target);
    cv::resize(image(visible), shown, target.size(), 0, 0, cv::INTER_LINEAR);
    DistortColors(plan_.color, shown);
    if (plan_.mirror) cv::flip(canvas, canvas, 1);
    return canvas;
  }

  // As planes of red, green and blue.
  void Store(const cv::Mat& canvas, float* to) const {
    std::array<cv::Mat, 3> planes;
    cv::split(canvas, planes.data());
    for (std::size_t c = 0; c < 3; ++c) {
      cv::Mat out(height_, width_, CV_32FC1, to + c * (ImageValues() / 3));
      const double scale = 1 / planner_.recipe().std[c];
      planes[2 - c].convertTo(out, CV_32F, scale, -planner_.recipe().mean[c] * scale);
    }
  }

  imrec::SamplePlanner planner_;
  imrec::SamplePlan plan_;
  int width_;
  int height_;
  std::vector<float> batches_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: opencv_loader FILE THREADS SECONDS RECIPE\n", stderr);
    return 2;
  }
  const imrec::AugmentRecipe recipe = imrec::LoadRecipe(argv[4]);
  if (!IsSupported(recipe)) {
    std::fprintf(stderr, "opencv_loader: colours or padding not supported: %s\n", argv[4]);
    return 2;
  }
  cv::setNumThreads(1);  // a worker is a thread already
  const imrec::bench::Payloads payloads = imrec::bench::ReadPayloads(argv[1]);
  imrec::bench::PrintRate(std::atoi(argv[2]), std::atof(argv[3]), [&] {
    return [&, worker = std::make_shared<Worker>(recipe)](std::size_t i) {
      worker->Load(imrec::ImageRecordView(payloads[i % payloads.size()]), i);
    };
  });
  return 0;
}
