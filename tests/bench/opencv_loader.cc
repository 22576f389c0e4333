// A loader as one writes it with OpenCV: the same SSD recipe and the same draws as imrec's, on the
// same records in memory. Whole images are decoded, the window is cut and resized, colours are
// distorted after that, in 8 bits. Prints images a second.
// Usage: opencv_loader FILE THREADS SECONDS
#include <cstdio>
#include <memory>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <imrec/image_record.h>
#include <imrec/sample_plan.h>

#include "tests/bench/bench_loop.h"

namespace {

constexpr int kSide = 300;
constexpr int kBatch = 32;
constexpr int kBatches = 4;
const cv::Scalar kMean(104, 117, 123);

// The boxes of a detection label: 2, width of an object, then objects of class and corners.
std::vector<imrec::BoundingBox> BoxesOf(const imrec::ImageRecordView& record) {
  std::vector<float> labels;
  record.CopyLabels(labels);
  std::vector<imrec::BoundingBox> boxes;
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

void DistortColors(const imrec::ColorPlan& plan, cv::Mat image) {
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
  Worker()
      : planner_(imrec::PresetByName("ssd300")),
        batches_(static_cast<std::size_t>(kBatches) * kBatch * 3 * kSide * kSide) {}

  void Load(const imrec::ImageRecordView& record, std::size_t number) {
    const auto bytes = record.image();
    const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1,
                          const_cast<std::byte*>(bytes.data()));
    const cv::Mat image = cv::imdecode(encoded, cv::IMREAD_COLOR);
    planner_.Plan({.width = image.cols, .height = image.rows}, BoxesOf(record),
                  {.seed = 0, .epoch = 0, .ordinal = number}, plan_);
    const cv::Mat canvas = Render(image);
    Store(canvas, batches_.data() + number % (kBatches * kBatch) * 3 * kSide * kSide);
  }

 private:
  // The visible part of the window, resized to where it belongs on a canvas of the mean.
  cv::Mat Render(const cv::Mat& image) const {
    cv::Mat canvas(kSide, kSide, CV_8UC3, kMean);
    const imrec::Interval x = plan_.window_x();
    const imrec::Interval y = plan_.window_y();
    const cv::Rect whole(0, 0, image.cols, image.rows);
    const cv::Rect window(cvRound(x.begin), cvRound(y.begin), cvRound(x.length()),
                          cvRound(y.length()));
    const cv::Rect visible = window & whole;
    if (visible.empty()) return canvas;
    const double scale_x = kSide / x.length();
    const double scale_y = kSide / y.length();
    const cv::Rect target =
        cv::Rect(cvRound((visible.x - window.x) * scale_x),
                 cvRound((visible.y - window.y) * scale_y), cvRound(visible.width * scale_x),
                 cvRound(visible.height * scale_y)) &
        cv::Rect(0, 0, kSide, kSide);
    if (target.empty()) return canvas;
    const cv::Mat shown = canvas(target);
    cv::resize(image(visible), shown, target.size(), 0, 0, cv::INTER_LINEAR);
    DistortColors(plan_.color, shown);
    if (plan_.mirror) cv::flip(canvas, canvas, 1);
    return canvas;
  }

  static void Store(const cv::Mat& canvas, float* to) {
    cv::Mat planes[3];
    cv::split(canvas, planes);
    for (int c = 0; c < 3; ++c) {
      cv::Mat out(kSide, kSide, CV_32FC1, to + (2 - c) * kSide * kSide);
      planes[c].convertTo(out, CV_32F, 1, -kMean[c]);
    }
  }

  imrec::SamplePlanner planner_;
  imrec::SamplePlan plan_;
  std::vector<float> batches_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: opencv_loader FILE THREADS SECONDS\n", stderr);
    return 2;
  }
  cv::setNumThreads(1);  // a worker is a thread already
  const imrec::bench::Payloads payloads = imrec::bench::ReadPayloads(argv[1]);
  imrec::bench::PrintRate(std::atoi(argv[2]), std::atof(argv[3]), [&] {
    return [&, worker = std::make_unique<Worker>()](std::size_t i) {
      worker->Load(imrec::ImageRecordView(payloads[i % payloads.size()]), i);
    };
  });
  return 0;
}
