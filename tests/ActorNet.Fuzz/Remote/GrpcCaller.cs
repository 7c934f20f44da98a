using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace ActorNet.Fuzz.Remote;

/// <summary>Makes calls of any bytes over HTTP/2.</summary>
/// <param name="address">The coordinator.</param>
internal sealed class GrpcCaller(Uri address) : IDisposable
{
    private static readonly TimeSpan StreamLife = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient client = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        BaseAddress = address,
        Timeout = Patience,
    };

    public void Dispose() => client.Dispose();

    /// <summary>Makes a call; a stream that has no end by itself is left after a moment, and counts as answered.</summary>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    /// <exception cref="OperationCanceledException">There was none in time.</exception>
    public async Task<GrpcAnswer> CallAsync(GrpcCall call)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(call.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(call.ContentType);
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var life = new CancellationTokenSource(call.Method.IsServerStreaming ? StreamLife : Patience);
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(life.Token);
            await content.CopyToAsync(Stream.Null, life.Token);
        }
        catch (OperationCanceledException) when (call.Method.IsServerStreaming)
        {
            return new GrpcAnswer(StatusCode.OK, "left");
        }

        return ReadStatus(response, isGrpc: call.ContentType.StartsWith("application/grpc", StringComparison.Ordinal));
    }

    /// <summary>Of what is not gRPC at all HTTP's own status speaks (gRPC over HTTP/2, "http-grpc-status-mapping").</summary>
    private static GrpcAnswer ReadStatus(HttpResponseMessage response, bool isGrpc)
    {
        var status = Find("grpc-status");
        var note = $"HTTP {(int)response.StatusCode}, grpc-status {status ?? "none"}: {WebUtility.UrlDecode(Find("grpc-message"))}";
        return status is null && !isGrpc && (int)response.StatusCode is >= 400 and < 500 ? new GrpcAnswer(StatusCode.InvalidArgument, note)
            : int.TryParse(status, out var code) ? new GrpcAnswer((StatusCode)code, note)
            : new GrpcAnswer(null, note);

        string? Find(string name) =>
            response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.First() : null;
    }
}
