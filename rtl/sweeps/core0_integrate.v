`default_nettype none

// Spike integration: holds an event still and streams its weight row over the lanes, adding it to the currents.
// A finished time step is handed over as a job; the next step then goes to the other bank.
module core0_integrate (
    input  wire               clk,
    input  wire               rst,
    input  wire               events_valid,
    output wire               events_ready,
    input  wire [3:0]         events_address,
    input  wire               events_empty,
    input  wire               events_last,
    input  wire               events_end,
    input  wire [3:0]         read_address,
    input  wire               read_enable,
    input  wire               read_bank,
    output wire               job_valid,
    input  wire               job_ready,
    output wire               job_touched,
    output wire               job_end,
    output wire               job_bank,
    output wire [11:0]        job_drive,
    output wire signed [11:0] currents_0,
    output wire signed [11:0] currents_1,
    output wire signed [11:0] currents_2,
    output wire signed [11:0] currents_3
);
    localparam [1:0] PHASE_OPEN = 2'd0;
    localparam [1:0] PHASE_COLLECT = 2'd1;
    localparam [1:0] PHASE_HAND_OVER = 2'd2;

    // The job being collected.
    reg  [1:0] phase;
    reg  [1:0] phase_next;
    reg  fresh;
    reg  fresh_next;
    reg  ended;
    reg  ended_next;

    // The event at work: its slot, its row of weights, whether it is the first and the last of its step.
    reg  busy;
    reg  busy_next;
    reg  finishing;
    reg  finishing_next;
    reg  opening;
    reg  opening_next;
    reg  [3:0] slot;
    reg  [3:0] slot_next;
    reg  [7:0] weight_address;
    reg  [7:0] weight_address_next;
    wire turns = busy;
    wire slot_last = turns & (slot == 4'd9);
    wire reading = turns;
    assign events_ready = (phase == PHASE_COLLECT) & (!busy | slot_last) & !finishing;
    reg  [4:0] drive_address;
    reg  [4:0] drive_address_next;
    wire events_fire = events_valid & events_ready;
    wire job_fire = job_valid & job_ready;
    wire fresh_condition = (phase == PHASE_OPEN) & events_valid;

    always @* begin : fresh_logic
        fresh_next = fresh;
        phase_next = phase;
        ended_next = ended;
        busy_next = busy;
        slot_next = slot;
        finishing_next = finishing;
        opening_next = opening;
        weight_address_next = weight_address;
        drive_address_next = drive_address;
        case (phase)
            PHASE_OPEN: begin
                if (fresh_condition) begin
                    fresh_next = 1'b1;
                    phase_next = PHASE_COLLECT;
                end
            end
            PHASE_COLLECT: begin
                if (events_fire) begin
                    if (events_last) begin
                        ended_next = events_end;
                    end
                    if (events_empty) begin
                        busy_next = 1'b0;
                        if (events_last) begin
                            phase_next = PHASE_HAND_OVER;
                        end
                    end else begin
                        busy_next = 1'b1;
                        slot_next = 4'd0;
                        finishing_next = events_last;
                        opening_next = fresh;
                        fresh_next = 1'b0;
                        weight_address_next = {4'd0, events_address} * 8'd10;
                        drive_address_next = {1'b0, events_address};
                    end
                end else if (slot_last) begin
                    busy_next = 1'b0;
                    if (finishing) begin
                        finishing_next = 1'b0;
                        phase_next = PHASE_HAND_OVER;
                    end
                end else if (turns) begin
                    slot_next = slot + 4'd1;
                    if ((slot + 4'd1) < 4'd10) begin
                        weight_address_next = weight_address + 8'd1;
                    end
                end
            end
            PHASE_HAND_OVER: begin
                if (job_fire) begin
                    phase_next = PHASE_OPEN;
                end
            end
            default: ;
        endcase
    end

    // One cycle after the address: the weights of the row's word.
    (* ram_style = "block", no_rw_check *)
    reg  [31:0] weights [0:159];
    initial $readmemh("core0_integrate_weights.hex", weights);
    reg  [31:0] weights_word;
    wire signed [7:0] weights_word_0 = weights_word[7:0];
    wire signed [7:0] weights_word_1 = weights_word[15:8];
    wire signed [7:0] weights_word_2 = weights_word[23:16];
    wire signed [7:0] weights_word_3 = weights_word[31:24];

    reg  term;
    reg  term_first;
    reg  [3:0] term_word;

    // The bank that collects; the other one is read.
    reg  bank;
    reg  bank_next;

    always @* begin : bank_logic
        bank_next = bank;
        if (job_fire) begin
            bank_next = !bank;
        end
    end

    reg  shown_bank;

    (* ram_style = "block", no_rw_check *)
    reg  [47:0] bank_0 [0:9];
    reg  [47:0] bank_0_word;
    wire signed [11:0] bank_0_word_0 = bank_0_word[11:0];
    wire signed [11:0] bank_0_word_1 = bank_0_word[23:12];
    wire signed [11:0] bank_0_word_2 = bank_0_word[35:24];
    wire signed [11:0] bank_0_word_3 = bank_0_word[47:36];

    (* ram_style = "block", no_rw_check *)
    reg  [47:0] bank_1 [0:9];
    reg  [47:0] bank_1_word;
    wire signed [11:0] bank_1_word_0 = bank_1_word[11:0];
    wire signed [11:0] bank_1_word_1 = bank_1_word[23:12];
    wire signed [11:0] bank_1_word_2 = bank_1_word[35:24];
    wire signed [11:0] bank_1_word_3 = bank_1_word[47:36];

    wire late_0 = read_enable & !read_bank;
    wire late_1 = read_enable & read_bank;
    wire signed [11:0] current_0 = (term_first ? 12'sd0 : bank ? bank_1_word_0 : bank_0_word_0)
        + {{4{weights_word_0[7]}}, weights_word_0};
    wire signed [11:0] current_1 = (term_first ? 12'sd0 : bank ? bank_1_word_1 : bank_0_word_1)
        + {{4{weights_word_1[7]}}, weights_word_1};
    wire signed [11:0] current_2 = (term_first ? 12'sd0 : bank ? bank_1_word_2 : bank_0_word_2)
        + {{4{weights_word_2[7]}}, weights_word_2};
    wire signed [11:0] current_3 = (term_first ? 12'sd0 : bank ? bank_1_word_3 : bank_0_word_3)
        + {{4{weights_word_3[7]}}, weights_word_3};
    assign currents_0 = shown_bank ? bank_1_word_0 : bank_0_word_0;
    assign currents_1 = shown_bank ? bank_1_word_1 : bank_0_word_1;
    assign currents_2 = shown_bank ? bank_1_word_2 : bank_0_word_2;
    assign currents_3 = shown_bank ? bank_1_word_3 : bank_0_word_3;
    assign job_bank = bank;
    assign job_valid = (phase == PHASE_HAND_OVER);
    assign job_touched = !fresh;
    assign job_end = ended;

    // Scalar drive: begins with its bias, grows by one weight an event.
    reg  drive_first;
    reg  drive_term;
    wire drive_reads = turns & (slot == 4'd0);

    (* ram_style = "block", no_rw_check *)
    reg  signed [15:0] drive_weights [0:16];
    initial $readmemh("core0_integrate_drive_weights.hex", drive_weights);
    reg  signed [15:0] drive_weights_word;

    reg  signed [11:0] drive_sum;
    reg  signed [11:0] drive_sum_next;

    always @* begin : drive_sum_logic
        drive_sum_next = drive_sum;
        if (drive_first) begin
            drive_sum_next = drive_weights_word[11:0];
        end else if (drive_term) begin
            drive_sum_next = drive_sum + drive_weights_word[11:0];
        end
    end

    wire signed [14:0] job_drive_scaled = {drive_sum, 3'd0};
    assign job_drive = (job_drive_scaled > 15'sd4095) ? 12'd4095
        : (job_drive_scaled < 15'sd0) ? 12'd0
        : job_drive_scaled[11:0];

    always @(posedge clk) begin : registers
        if (rst) begin
            phase <= PHASE_OPEN;
            fresh <= 1'b0;
            ended <= 1'b0;
            busy <= 1'b0;
            finishing <= 1'b0;
            opening <= 1'b0;
            slot <= 4'd0;
            weight_address <= 8'd0;
            drive_address <= 5'd0;
            term <= 1'b0;
            term_first <= 1'b0;
            term_word <= 4'd0;
            bank <= 1'b0;
            shown_bank <= 1'b0;
            drive_first <= 1'b0;
            drive_term <= 1'b0;
            drive_sum <= 12'sd0;
        end else begin
            phase <= phase_next;
            fresh <= fresh_next;
            ended <= ended_next;
            busy <= busy_next;
            finishing <= finishing_next;
            opening <= opening_next;
            slot <= slot_next;
            weight_address <= weight_address_next;
            drive_address <= drive_address_next;
            term <= reading;
            term_first <= opening;
            term_word <= slot;
            bank <= bank_next;
            shown_bank <= read_bank;
            drive_first <= fresh_condition;
            drive_term <= drive_reads;
            drive_sum <= drive_sum_next;
        end
    end

    always @(posedge clk) begin : weights_word_port
        if (reading) weights_word <= weights[weight_address];
    end

    always @(posedge clk) begin : bank_0_sum_port
        if (term & !bank) bank_0[term_word] <= {current_3, current_2, current_1, current_0};
    end

    always @(posedge clk) begin : bank_0_word_port
        if (late_0 | (reading & !bank)) bank_0_word <= bank_0[late_0 ? read_address : slot];
    end

    always @(posedge clk) begin : bank_1_sum_port
        if (term & bank) bank_1[term_word] <= {current_3, current_2, current_1, current_0};
    end

    always @(posedge clk) begin : bank_1_word_port
        if (late_1 | (reading & bank)) bank_1_word <= bank_1[late_1 ? read_address : slot];
    end

    always @(posedge clk) begin : drive_weights_word_port
        if (fresh_condition | drive_reads) drive_weights_word <= drive_weights[fresh_condition
            ? 5'd16
            : drive_address];
    end

`ifdef ASSERTIONS
    // bank_0 is never read at the address that is being written
    always @(posedge clk) begin : bank_0_word_sum_apart
        if (!rst) assert (!((late_0 | (reading & !bank)) & (term & !bank)
            & ((late_0 ? read_address : slot) == term_word)));
    end
    // bank_1 is never read at the address that is being written
    always @(posedge clk) begin : bank_1_word_sum_apart
        if (!rst) assert (!((late_1 | (reading & bank)) & (term & bank)
            & ((late_1 ? read_address : slot) == term_word)));
    end
    // (slot + 1) lies within 0 to 9
    always @(posedge clk) begin : slot_fits
        if (!rst) assert (!((phase == PHASE_COLLECT) & !events_fire & !slot_last & turns)
            | ((slot + 4'd1) <= 4'd9));
    end
    // (weight_address + 1) lies within 0 to 159
    always @(posedge clk) begin : weight_address_fits
        if (!rst) assert (!((phase == PHASE_COLLECT) & !events_fire & !slot_last & turns
            & ((slot + 4'd1) < 4'd10)) | ((weight_address + 8'd1) <= 8'd159));
    end
    // current_0 lies within -1232 to 1216
    always @(posedge clk) begin : bank_0_sum_0_fits
        if (!rst) assert (!((term & !bank) | (term & bank))
            | ((current_0 >= -12'sd1232) & (current_0 <= 12'sd1216)));
    end
    // current_1 lies within -1232 to 1216
    always @(posedge clk) begin : bank_0_sum_1_fits
        if (!rst) assert (!((term & !bank) | (term & bank))
            | ((current_1 >= -12'sd1232) & (current_1 <= 12'sd1216)));
    end
    // current_2 lies within -1232 to 1216
    always @(posedge clk) begin : bank_0_sum_2_fits
        if (!rst) assert (!((term & !bank) | (term & bank))
            | ((current_2 >= -12'sd1232) & (current_2 <= 12'sd1216)));
    end
    // current_3 lies within -1232 to 1216
    always @(posedge clk) begin : bank_0_sum_3_fits
        if (!rst) assert (!((term & !bank) | (term & bank))
            | ((current_3 >= -12'sd1232) & (current_3 <= 12'sd1216)));
    end
    // drive_weights_word lies within -1974 to 1962
    always @(posedge clk) begin : drive_sum_fits
        if (!rst) assert (!drive_first
            | ((drive_weights_word >= -16'sd1974) & (drive_weights_word <= 16'sd1962)));
    end
    // (drive_sum + drive_weights_word) lies within -1974 to 1962
    always @(posedge clk) begin : drive_sum_fits_2
        if (!rst) assert (!(!drive_first & drive_term) | (($signed({{5{drive_sum[11]}}, drive_sum}
            + {drive_weights_word[15], drive_weights_word}) >= -17'sd1974)
            & ($signed({{5{drive_sum[11]}}, drive_sum}
            + {drive_weights_word[15], drive_weights_word}) <= 17'sd1962)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, drive_weights_word[15:12]};
endmodule

`default_nettype wire
