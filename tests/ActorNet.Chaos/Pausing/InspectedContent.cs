using System.Net;

namespace ActorNet.Chaos.Pausing;

/// <summary>A request's content that is looked at when it is complete, before the first byte of it leaves.</summary>
internal sealed class InspectedContent : HttpContent
{
    private readonly HttpContent content;
    private readonly Action<ReadOnlyMemory<byte>> inspect;

    public InspectedContent(HttpContent content, Action<ReadOnlyMemory<byte>> inspect)
    {
        (this.content, this.inspect) = (content, inspect);
        foreach (var (name, values) in content.Headers)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, context, cancellationToken);
        var written = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        inspect(written);
        await stream.WriteAsync(written, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
