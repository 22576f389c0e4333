#include <imrec/sample_plan.h>

namespace imrec {

Interval SamplePlan::window_x() const {
  return {.begin = shown().xmin * canvas.size.width - canvas.left,
          .end = shown().xmax * canvas.size.width - canvas.left};
}

Interval SamplePlan::window_y() const {
  return {.begin = shown().ymin * canvas.size.height - canvas.top,
          .end = shown().ymax * canvas.size.height - canvas.top};
}

bool SamplePlan::ShowsSource() const {
  const Interval x = window_x();
  const Interval y = window_y();
  return x.begin < source.width && x.end > 0 && y.begin < source.height && y.end > 0;
}

}  // namespace imrec
