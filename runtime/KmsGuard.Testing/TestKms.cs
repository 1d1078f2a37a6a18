using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using KmsGuard.Testing.Engine;
using KmsGuard.Testing.Http;
using KmsGuard.Testing.Operations;
using KmsGuard.Testing.Policies;

namespace KmsGuard.Testing;

/// <summary>An AWS KMS inside the process, for an application's own tests with the real AWS SDK client: no network, no credentials, a clock that tests can move, faults on demand, and a record of every call.</summary>
/// <remarks>Behaves as AWS documents; what it does not do (asymmetric and HMAC keys, imported material, custom key stores) it answers with <c>UnsupportedOperationException</c>. All Regions of the partition <c>aws</c> and any number of clients at once; thread-safe. New grants, replicas and policies count at once (see <see cref="TestKmsOptions.GrantPropagation"/>). Signatures are not verified: only who signed, and for which Region, is read from them.
/// <code>
/// var kms = new TestKms();
/// var key = kms.CreateKey("alias/pii");
/// using var client = kms.CreateClient();
/// var dataKey = await client.GenerateDataKeyAsync(new() { KeyId = "alias/pii", KeySpec = DataKeySpec.AES_256 });
/// kms.Faults.ThrottleNext(2);
/// await service.DoWorkAsync();                       // the application, with this client
/// Assert.Equal(2, kms.Calls.Count(call =&gt; call.ErrorCode == "ThrottlingException"));
/// </code></remarks>
public sealed class TestKms
{
    /// <summary>Who calls when nothing else is said: the account's root user.</summary>
    public const string DefaultAccessKeyId = "AKIAIOSFODNN7EXAMPLE";

    private readonly object _gate = new();
    private readonly KmsState _state = new();
    private readonly TestKmsOptions _options;
    private List<TestKmsCall> _calls = [];

    /// <summary>Creates a KMS without keys.</summary>
    /// <param name="options">How it is set up.</param>
    /// <exception cref="ArgumentException">The account id is not 12 digits.</exception>
    public TestKms(TestKmsOptions? options = null)
    {
        _options = options ?? new TestKmsOptions();
        if (!PrincipalArn.IsIdentity($"arn:aws:iam::{_options.AccountId}:root"))
            throw new ArgumentException($"'{_options.AccountId}' is not an account id: 12 digits.", nameof(options));
    }

    /// <summary>Faults to order.</summary>
    public TestKmsFaults Faults { get; } = new();

    /// <summary>Every call so far, faults and retries included, in the order of their ends: a copy, which does not grow.</summary>
    public IReadOnlyList<TestKmsCall> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>How many calls of an operation there were, whatever their outcome.</summary>
    public int CountCalls(string operation)
    {
        lock (_gate)
            return _calls.Count(call => call.EventName == operation);
    }

    /// <summary>Forgets the calls so far, such as those of a test's set-up.</summary>
    public void ClearCalls()
    {
        lock (_gate)
            _calls = [];
    }

    /// <summary>Makes a symmetric encryption key in the options' account, without a call.</summary>
    /// <param name="alias">A name for it, such as <c>alias/pii</c>.</param>
    /// <param name="region">The Region; by default that of the options.</param>
    /// <param name="multiRegion">Whether it is a multi-Region primary key.</param>
    /// <param name="policy">The key policy, which is checked; by default that of a key made through the API, which gives the account everything and leaves the rest to IAM.</param>
    /// <returns>The key's ARN.</returns>
    /// <exception cref="ArgumentException">The alias is not a valid one, or is in use; or the policy is malformed.</exception>
    public string CreateKey(string? alias = null, string? region = null, bool multiRegion = false, string? policy = null)
    {
        try
        {
            lock (_gate)
            {
                var now = _options.TimeProvider.GetUtcNow();
                var key = KeyOperations.Make(_options.AccountId, region ?? _options.Region, now, multiRegion, policy ?? KeyPolicies.Default(_options.AccountId));
                if (alias is not null)
                {
                    AliasOperations.CheckName(alias);
                    AliasOperations.Create(_state, alias, key, now);
                }
                _state.Add(key);
                return key.Arn;
            }
        }
        catch (KmsError error)
        {
            throw new ArgumentException($"{error.Code}: {error.Message}", error.Code == "MalformedPolicyDocumentException" ? nameof(policy) : nameof(alias), error);
        }
    }

    /// <summary>The real SDK client, connected to this KMS in process. Dispose it as any other.</summary>
    /// <param name="accessKeyId">Who is calling.</param>
    /// <param name="region">The Region; by default that of the options.</param>
    /// <param name="configure">Changes the client's settings, such as retries and timeout.</param>
    public AmazonKeyManagementServiceClient CreateClient(string accessKeyId = DefaultAccessKeyId, string? region = null, Action<AmazonKeyManagementServiceConfig>? configure = null)
    {
        var config = new AmazonKeyManagementServiceConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region ?? _options.Region),
            HttpClientFactory = new InProcessHttpClientFactory(this),
        };
        configure?.Invoke(config);
        return new AmazonKeyManagementServiceClient(new BasicAWSCredentials(accessKeyId, "not-verified"), config);
    }

    /// <summary>For a client of the application's own making: answers every request, wherever it is addressed.</summary>
    public HttpMessageHandler CreateHandler() => new InProcessHandler(this);

    internal TestKmsOptions Options => _options;

    /// <summary>Answers one HTTP request.</summary>
    internal async Task<KmsAnswer> AnswerAsync(string? target, string? authorization, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var signature = SignatureHeader.Read(authorization);
        var region = signature?.Region ?? _options.Region;
        var operation = target is not null && target.StartsWith("TrentService.", StringComparison.Ordinal) ? target["TrentService.".Length..] : "";
        var fault = Faults.Take(operation, region);
        var requestId = Guid.NewGuid().ToString("D");
        var caller = Caller(signature?.AccessKeyId ?? "");
        try
        {
            await Faults.WaitAsync(fault, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Log(operation, null, caller, region, requestId, fault.Kind == TestKmsFaults.FaultKind.Hang ? "Hang" : "Delay", "The caller gave up.");
            throw;
        }
        if (fault.Kind == TestKmsFaults.FaultKind.Reset)
        {
            Log(operation, null, caller, region, requestId, "ConnectionReset", null);
            return KmsAnswer.ConnectionReset;
        }
        using var parameters = Parse(body);
        var pair = PrepareKeyPair(operation, parameters);
        lock (_gate)
        {
            var request = new KmsRequest(_state, operation, parameters?.RootElement ?? default, caller, region, _options.TimeProvider.GetUtcNow(), requestId, _options.GrantPropagation) { PreparedKeyPair = pair };
            try
            {
                if (fault.Kind == TestKmsFaults.FaultKind.Error)
                    throw new KmsError(fault.ErrorCode ?? "", fault.ErrorCode == "ThrottlingException" ? "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls." : "A fault that the test ordered.", fault.StatusCode);
                if (signature is null)
                    throw new KmsError("MissingAuthenticationTokenException", "Missing Authentication Token");
                if (parameters is null)
                    throw new KmsError("SerializationException", "The request is not a JSON object.");
                var answer = OperationTable.Find(operation)(request);
                Log(operation, request, caller, region, requestId, null, null);
                return new KmsAnswer(200, answer is null ? [] : Serialize(answer), requestId);
            }
            catch (KmsError error)
            {
                Log(operation, request, caller, region, requestId, error.Code.Length > 0 ? error.Code : $"HTTP {error.Status}", error.Text);
                return Failure(error, requestId);
            }
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // As below.
        }
        return null;
    }

    private static KmsAnswer Failure(KmsError error, string requestId)
    {
        if (error.Code.Length == 0)
            return new KmsAnswer(error.Status, [], requestId);
        var body = new JsonObject { ["__type"] = error.Code };
        if (error.Text is not null)
            body["message"] = error.Text;
        return new KmsAnswer(error.Status, Serialize(body), requestId);
    }

    private static byte[] Serialize(JsonObject answer) => JsonSerializer.SerializeToUtf8Bytes(answer, AnswerJson.Default.JsonObject);

    private static DataKeyPair? PrepareKeyPair(string operation, JsonDocument? parameters) =>
        operation.StartsWith("GenerateDataKeyPair", StringComparison.Ordinal) && parameters is not null && parameters.RootElement.TryGetProperty("KeyPairSpec", out var element) && DataKeyPair.Find(element) is { } spec
            ? DataKeyPair.Make(spec)
            : null;

    private KmsCaller Caller(string accessKeyId)
    {
        if (!_options.Principals.TryGetValue(accessKeyId, out var principal))
            return new KmsCaller(accessKeyId, $"arn:aws:iam::{_options.AccountId}:root", [], new Dictionary<string, string>());
        return new KmsCaller(accessKeyId, principal.Arn, principal.Policies, principal.ConditionValues.ToDictionary(StringComparer.OrdinalIgnoreCase));
    }

    private void Log(string operation, KmsRequest? request, KmsCaller caller, string region, string requestId, string? errorCode, string? errorMessage)
    {
        var call = new TestKmsCall
        {
            EventName = operation,
            EventTime = _options.TimeProvider.GetUtcNow(),
            Region = region,
            AccessKeyId = caller.AccessKeyId,
            PrincipalArn = caller.PrincipalArn,
            RequestId = requestId,
            KeyId = request?.NamedKey,
            KeyArns = request is null ? [] : [.. request.Resources],
            EncryptionContext = request?.LoggedContext(operation == "ReEncrypt" ? "SourceEncryptionContext" : "EncryptionContext") ?? KmsRequest.NoContext,
            DestinationEncryptionContext = request?.LoggedContext("DestinationEncryptionContext") ?? KmsRequest.NoContext,
            ErrorCode = errorCode,
            ErrorMessage = errorMessage,
        };
        lock (_gate)
            _calls.Add(call);
    }
}
