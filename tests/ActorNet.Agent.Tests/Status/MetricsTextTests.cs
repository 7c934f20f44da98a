using ActorNet.Agent.Status;

namespace ActorNet.Agent.Tests.Status;

public sealed class MetricsTextTests
{
    [Fact]
    public void A_metric_is_described_once_and_its_labels_are_escaped()
    {
        var metrics = new MetricsText();

        metrics.Counter("a_total", "All of a.", 2, ("kind", "x\"\\\n"), ("way", "in"));
        metrics.Counter("a_total", "All of a.", 3.5, ("kind", "y"), ("way", "out"));
        metrics.Gauge("b_seconds", "How long.", -1e-7);

        Assert.Equal(
            "# HELP a_total All of a.\n# TYPE a_total counter\na_total{kind=\"x\\\"\\\\\\n\",way=\"in\"} 2\na_total{kind=\"y\",way=\"out\"} 3.5\n# HELP b_seconds How long.\n# TYPE b_seconds gauge\nb_seconds -1E-07\n",
            metrics.ToString());
    }
}
